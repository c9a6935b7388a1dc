"""Whose payloads count: those of our workspace and our app. What comes from elsewhere is dropped, though signed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.admission import SlackWorkspace
from handlers.payloads import Body
from handlers.replies import UNANSWERABLE

log = structlog.get_logger(__name__)

SLACK = "slack.com"
"""The domain in which Slack's own `response_url`s are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation:
    """What Slack says of every payload of ours.

    Attributes:
        workspace: the workspace that the bot is installed in.
        app: the Slack id of the app; None where Slack did not say.
        api_url: the address of the Web API, whose host may be another than Slack's.
        bot_user: the bot's own user id.
    """

    workspace: SlackWorkspace
    app: str | None
    api_url: str
    bot_user: str = ""

    def sent(self, body: Body) -> bool:
        """Whether a payload is of this installation; what it does not say is not held against it."""
        team = _id(body, "team", "team_id")
        enterprise = _id(body, "enterprise", "enterprise_id")
        app = body.get("api_app_id")
        ours = self.workspace
        of_our_enterprise = ours.enterprise is not None and enterprise == ours.enterprise
        return (
            (team is None or team == ours.team or of_our_enterprise)
            and (enterprise is None or enterprise == ours.enterprise)
            and (not app or self.app is None or app == self.app)
        )

    def is_own_message(self, body: Body) -> bool:
        """Whether the event tells the bot what it wrote itself; that somebody deleted it is news.

        Bolt's own middleware drops both.
        """
        event = body.get("event")
        if not isinstance(event, Mapping) or event.get("type") != "message":
            return False
        written = event.get("message") if event.get("subtype") == "message_changed" else event
        return isinstance(written, Mapping) and written.get("user") == self.bot_user != ""

    def may_answer(self, url: str) -> bool:
        """Whether a `response_url` is one of Slack's, or of the host that the Web API is at."""
        asked, api = urlsplit(url), urlsplit(self.api_url)
        if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
            return True
        host = asked.hostname or ""
        return asked.scheme == "https" and (host == SLACK or host.endswith(f".{SLACK}"))


def register(app: AsyncApp, installation: Installation) -> None:
    """Registers the middleware that every payload passes first."""

    async def ours(
        body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if not installation.sent(body):
            log.warning(
                "payload of another installation",
                team=_id(body, "team", "team_id"),
                app=body.get("api_app_id"),
            )
            return BoltResponse(status=200)
        if installation.is_own_message(body):
            return BoltResponse(status=200)
        url = body.get("response_url")
        if url is not None and not (isinstance(url, str) and installation.may_answer(url)):
            log.warning("a response_url that is not Slack's")
            context[UNANSWERABLE] = True
        return await next_()

    app.middleware(ours)


def _id(body: Body, whole: str, plain: str) -> str | None:
    """The id that interactions give as an object and everything else as text."""
    found = body.get(whole)
    if isinstance(found, Mapping):
        found = found.get("id")
    found = found or body.get(plain)
    return str(found) if found else None
