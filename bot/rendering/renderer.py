"""What Slack shows, from documents and templates: messages, forms, topics, refusals."""

from dataclasses import dataclass, fields
from typing import Any

from bot.domain.outbox.notice import NoticeKind
from bot.domain.refusals import Refusal
from bot.rendering.blocks import Block, lines_of
from bot.rendering.environment import TABLES, make_environment
from bot.rendering.labels import Labels, load_labels
from bot.rendering.text import Mrkdwn, clean, cut
from bot.services.home import HomeView
from bot.services.slack_markup import unescape
from bot.services.view_models import CallView, ClientView, WeekView

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TOPIC = 250

SlackView = dict[str, Any]
AnyView = CallView | WeekView | ClientView | HomeView


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """`text` is what a notification says, `blocks` what the channel shows."""

    text: Mrkdwn
    blocks: list[Block]


class Renderer:
    """`values` are the names that the template uses; of a `view`, its fields are names too."""

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

    def notice(self, view: CallView | WeekView) -> SlackMessage:
        """The message of `view.notice`, as it should stand now.

        Raises:
            TemplateNotFound: a topic and a user group are no messages.
        """
        notice = view.notice
        assert notice is not None  # noqa: S101  # the page of a notice
        return self._message(f"slack/{notice.kind}.j2", {"facts": notice.facts, "view": view})

    def topic(self, view: WeekView) -> str:
        """Plain text; Slack allows 250 characters."""
        # A name's angle brackets would be a mention again: they become guillemets.
        printed = self._print(f"slack/{NoticeKind.TOPIC}.j2", {"view": view})
        plain = unescape(printed.replace("&lt;", "‹").replace("&gt;", "›"))
        return cut(" ".join(clean(plain).split()), TOPIC)

    def message(self, name: str, **values: object) -> SlackMessage:
        return self._message(f"slack/answers/{name}.j2", values)

    def form(self, name: str, **values: object) -> SlackView:
        printed = lines_of(self._print(f"slack/forms/{name}.j2", values))
        view: SlackView = next(line["modal"] for line in printed if "modal" in line)
        return view | {"blocks": [line for line in printed if "modal" not in line][:VIEW_BLOCKS]}

    def home(self, view: HomeView) -> SlackView:
        """The Home tab of `view.reader`."""
        return self._home("home", {"view": view})

    def home_text(self, text: Mrkdwn) -> SlackView:
        """Returns a Home tab that holds nothing but this text."""
        return self._home("home_text", {"text": text})

    def refusal(self, refusal: Refusal) -> Mrkdwn:
        return Mrkdwn(self._print(f"refusals/{type(refusal).__name__}", vars(refusal)).strip())

    def _home(self, name: str, values: dict[str, Any]) -> SlackView:
        blocks = lines_of(self._print(f"slack/{name}.j2", values))
        return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}

    def _message(self, template: str, values: dict[str, Any]) -> SlackMessage:
        printed = lines_of(self._print(template, values))
        said = next(line["notification"] for line in printed if "notification" in line)
        blocks = [line for line in printed if "notification" not in line]
        if len(blocks) > MESSAGE_BLOCKS:
            rest = lines_of(self._print("slack/rest.j2", values))
            blocks = blocks[: MESSAGE_BLOCKS - len(rest)] + rest
        return SlackMessage(Mrkdwn(said), blocks)

    def _print(self, template: str, values: dict[str, Any]) -> str:
        view: AnyView | None = values.get("view")
        around = {field.name: getattr(view, field.name) for field in fields(view)} if view else {}
        return self._environment.get_template(template).render({**around, **values})


def _is_for_slack(name: str) -> bool:
    return name.startswith("slack/") or name.partition("/")[0] in TABLES
