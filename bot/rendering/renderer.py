"""Renders what Slack shows, from view models and templates: messages, modals, the Home tab, topics, refusals.

A view model (`CallView`, `WeekView`…) is what a template reads; a `SlackView` is Slack's modal or Home tab.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.domain.outbox.notice import NoticeKind
from bot.domain.refusals import Refusal
from bot.rendering.blocks import Block, parse_lines
from bot.rendering.labels import Labels, load_labels
from bot.rendering.text import Mrkdwn, clean, cut
from bot.services.figures import FiguresView, TeamView
from bot.services.home import HomeView
from bot.services.search import SearchView
from bot.services.slack_markup import unescape
from bot.services.statement_queries import StatementView
from bot.services.telephony import TelephonyWords
from bot.services.timesheets import TimeView
from bot.services.view_models import CallView, ClientView, WeekView

if TYPE_CHECKING:
    from jinja2 import Environment

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TOPIC = 250

FIRST_SHOWN = tuple(f"slack/{name}.j2" for name in ("card", "answers/opened", "precedents", "level2"))
"""The card of a call, what who opened it is told, what came before it, and the ping of level 2."""

SlackView = dict[str, Any]
"""The `view` of Slack's `views.*` methods: a modal or a Home tab."""

ViewModel = (
    CallView
    | WeekView
    | ClientView
    | HomeView
    | FiguresView
    | TeamView
    | SearchView
    | StatementView
    | TimeView
)


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message's content.

    Attributes:
        text: what notifications show.
        blocks: what the channel shows, at most `MESSAGE_BLOCKS`.
    """

    text: Mrkdwn
    blocks: list[Block]


class Renderer:
    """Renders templates; their variables are the values given and, of a view model given as `view`, its fields."""

    @property
    def _environment(self) -> "Environment":
        # Jinja is imported when something is shown, which the connection to Slack does not wait for.
        from bot.rendering.environment import slack_environment

        return slack_environment()

    def prepare(self) -> None:
        """Compiles what is shown while a client is on the line; the rest is compiled when it is first shown."""
        environment = self._environment
        for name in at_hand(environment):
            environment.get_template(name)

    @property
    def labels(self) -> Labels:
        """The French names of identifiers."""
        return load_labels()

    @property
    def refusal_solution(self) -> str:
        """The solution written in the compte rendu of a client who refuses to be invoiced."""
        return self.labels.of("solution", "refused")

    def telephony_words(self, zone: ZoneInfo) -> TelephonyWords:
        """The texts that a missed call's card begins with; times are in that zone."""
        labels = self.labels

        def missed_request(at: datetime) -> str:
            return labels.of("telephony", "missed_request").format(at=f"{at.astimezone(zone):%H:%M}")

        return TelephonyWords(
            missed_request=missed_request, unknown_client=labels.of("telephony", "unknown_client")
        )

    def notice(self, view: CallView | WeekView | StatementView) -> SlackMessage:
        """Returns the message of `view.notice`, as it should stand now.

        Raises:
            TemplateNotFound: the notice is a topic or a user group, not a message.
        """
        notice = view.notice
        assert notice is not None  # noqa: S101  # the caller's promise
        return self._message(f"slack/{notice.kind}.j2", {"facts": notice.facts, "view": view})

    def topic(self, view: WeekView) -> str:
        """Returns the channel's topic: plain text, at most 250 characters."""
        # A name's angle brackets would be a mention again: they become guillemets.
        printed = self._print(f"slack/{NoticeKind.TOPIC}.j2", {"view": view})
        plain = unescape(printed.replace("&lt;", "‹").replace("&gt;", "›"))
        return cut(" ".join(clean(plain).split()), TOPIC)

    def message(self, name: str, **values: object) -> SlackMessage:
        """Returns the message of `templates/slack/answers/<name>.j2`."""
        return self._message(f"slack/answers/{name}.j2", values)

    def form(self, name: str, **values: object) -> SlackView:
        """Returns the modal of `templates/slack/forms/<name>.j2`."""
        printed = parse_lines(self._print(f"slack/forms/{name}.j2", values))
        view: SlackView = next(line["modal"] for line in printed if "modal" in line)
        return view | {"blocks": [line for line in printed if "modal" not in line][:VIEW_BLOCKS]}

    def home(self, view: HomeView) -> SlackView:
        """Returns the Home tab of `view.reader`."""
        return self._home("home", {"view": view})

    def home_text(self, text: Mrkdwn) -> SlackView:
        """Returns a Home tab that holds nothing but this text."""
        return self._home("home_text", {"text": text})

    def refusal(self, refusal: Refusal) -> Mrkdwn:
        """Returns the sentence of a refusal, from `refusals.toml`."""
        return Mrkdwn(self._print(f"refusals/{type(refusal).__name__}", vars(refusal)).strip())

    def _home(self, name: str, values: dict[str, Any]) -> SlackView:
        blocks = parse_lines(self._print(f"slack/{name}.j2", values))
        return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}

    def _message(self, template: str, values: dict[str, Any]) -> SlackMessage:
        printed = parse_lines(self._print(template, values))
        said = next(line["notification"] for line in printed if "notification" in line)
        blocks = [line for line in printed if "notification" not in line]
        if len(blocks) > MESSAGE_BLOCKS:
            rest = parse_lines(self._print("slack/rest.j2", values))
            blocks = blocks[: MESSAGE_BLOCKS - len(rest)] + rest
        return SlackMessage(Mrkdwn(said), blocks)

    def _print(self, template: str, values: dict[str, Any]) -> str:
        view: ViewModel | None = values.get("view")
        around = {field.name: getattr(view, field.name) for field in fields(view)} if view else {}
        return self._environment.get_template(template).render({**around, **values})


def at_hand(environment: "Environment") -> set[str]:
    """Returns the templates of a call's first minutes, with all that they include."""
    from jinja2.meta import find_referenced_templates

    found: set[str] = set()
    left = [*FIRST_SHOWN]
    while left:
        name = left.pop()
        if name in found or environment.loader is None:
            continue
        found.add(name)
        source, _, _ = environment.loader.get_source(environment, name)
        left += [each for each in find_referenced_templates(environment.parse(source)) if each]
    return found
