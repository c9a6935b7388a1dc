"""What Slack shows, from documents and templates: messages, forms, topics, refusals."""

from dataclasses import dataclass, fields
from typing import Any

from bot.desk.home import HomePage
from bot.desk.pages import CallPage, ClientPage, WeekPage
from bot.domain.notice import What
from bot.domain.refusals import Refusal
from bot.rendering.blocks import Block, lines_of
from bot.rendering.environment import TABLES, make_environment
from bot.rendering.labels import Labels, load_labels
from bot.rendering.text import Mrkdwn, clean, cut, unescape

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TOPIC = 250

View = dict[str, Any]
Page = CallPage | WeekPage | ClientPage | HomePage


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification says, `blocks` what the channel shows."""

    text: Mrkdwn
    blocks: list[Block]


class Renderer:
    """`values` are the names that the template uses; of a `page`, its fields are names too."""

    def __init__(self) -> None:
        self._environment = make_environment()

    def prepare(self) -> None:
        """Compiles what Slack is shown, so that nobody waits for it, and a broken template stops the start."""
        for name in self._environment.list_templates(filter_func=_is_for_slack):
            self._environment.get_template(name)

    @property
    def labels(self) -> Labels:
        return load_labels()

    @property
    def refusal_solution(self) -> str:
        """The solution of a call whose client refuses to be invoiced."""
        return self.labels.of("solution", "refused")

    def notice(self, page: CallPage | WeekPage) -> Message:
        """The message of `page.notice`, as it should stand now.

        Raises:
            TemplateNotFound: a topic and a user group are no messages.
        """
        notice = page.notice
        assert notice is not None  # noqa: S101  # the page of a notice
        return self._message(f"slack/{notice.what}.j2", {"facts": notice.facts, "page": page})

    def topic(self, page: WeekPage) -> str:
        """Plain text; Slack allows 250 characters."""
        # A name's angle brackets would be a mention again: they become guillemets.
        printed = self._print(f"slack/{What.TOPIC}.j2", {"page": page})
        plain = unescape(printed.replace("&lt;", "‹").replace("&gt;", "›"))
        return cut(" ".join(clean(plain).split()), TOPIC)

    def message(self, name: str, **values: object) -> Message:
        return self._message(f"slack/answers/{name}.j2", values)

    def form(self, name: str, **values: object) -> View:
        printed = lines_of(self._print(f"slack/forms/{name}.j2", values))
        view: View = next(line["modal"] for line in printed if "modal" in line)
        return view | {"blocks": [line for line in printed if "modal" not in line][:VIEW_BLOCKS]}

    def home(self, page: HomePage) -> View:
        """The Home tab of `page.reader`."""
        return self._home("home", {"page": page})

    def home_word(self, words: Mrkdwn) -> View:
        """A Home tab that only says this."""
        return self._home("home_word", {"words": words})

    def refusal(self, refusal: Refusal) -> Mrkdwn:
        return Mrkdwn(self._print(f"refusals/{type(refusal).__name__}", vars(refusal)).strip())

    def _home(self, name: str, values: dict[str, Any]) -> View:
        blocks = lines_of(self._print(f"slack/{name}.j2", values))
        return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}

    def _message(self, template: str, values: dict[str, Any]) -> Message:
        printed = lines_of(self._print(template, values))
        said = next(line["notification"] for line in printed if "notification" in line)
        blocks = [line for line in printed if "notification" not in line]
        if len(blocks) > MESSAGE_BLOCKS:
            rest = lines_of(self._print("slack/rest.j2", values))
            blocks = blocks[: MESSAGE_BLOCKS - len(rest)] + rest
        return Message(Mrkdwn(said), blocks)

    def _print(self, template: str, values: dict[str, Any]) -> str:
        page: Page | None = values.get("page")
        around = {field.name: getattr(page, field.name) for field in fields(page)} if page else {}
        return self._environment.get_template(template).render({**around, **values})


def _is_for_slack(name: str) -> bool:
    return name.startswith("slack/") or name.partition("/")[0] in TABLES
