"""Who the bot is in its workspace, asked of Slack before anything else."""

import asyncio
import itertools
from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import AUTH_ERRORS, slack_error
from bot.domain.admission import SlackWorkspace

log = structlog.get_logger(__name__)

AGAIN_AFTER = 0.5
"""Seconds between tries while Slack does not answer: the bot is ready within a second of its return."""

ANSWER_SECONDS = 5.0
"""For one answer."""

SAID_EVERY = 60
"""Of so many tries in vain, one is logged."""

APP_SECONDS = 2.0
"""For Slack to say which app the bot is; it starts without knowing, too."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, and where.

    Attributes:
        team: the Slack id of the workspace.
        user: the bot's own user id.
        bot: its bot id; empty where Slack does not say.
        url: the workspace's address, which ends with a slash.
        enterprise: the Slack id of the workspace's enterprise (Enterprise Grid); None where it has none.
        app: the Slack id of the app; None where Slack does not say.
    """

    team: str
    user: str
    bot: str
    url: str
    enterprise: str | None = None
    app: str | None = None

    @property
    def workspace(self) -> SlackWorkspace:
        return SlackWorkspace(self.team, self.enterprise)

    def link(self, channel: str, ts: str) -> str:
        """The address of a message."""
        return f"{self.url}archives/{channel}/p{ts.replace('.', '')}"


async def identify(client: AsyncWebClient) -> Identity:
    """Asks until Slack answers.

    Raises:
        DeliveryError: Slack refuses the token.
    """
    for attempt in itertools.count():
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await client.auth_test()
        except Exception as error:
            failure = slack_error(error)
            if failure.error in AUTH_ERRORS:
                raise failure from error
            wait = failure.wait.total_seconds() if failure.wait else AGAIN_AFTER
            if attempt % SAID_EVERY == 0:
                log.warning("Slack does not answer", error=failure.error, again_in=wait)
            await asyncio.sleep(wait)
        else:
            return Identity(
                team=str(answer["team_id"]),
                user=str(answer["user_id"]),
                bot=str(answer.get("bot_id") or ""),
                url=str(answer.get("url") or "https://slack.com/").rstrip("/") + "/",
                enterprise=answer.get("enterprise_id") or None,
                app=await _app(client, str(answer["user_id"])),
            )
    raise AssertionError("the count never ends")


async def _app(client: AsyncWebClient, user: str) -> str | None:
    """The app whose bot user this is."""
    try:
        async with asyncio.timeout(APP_SECONDS):
            answer = await client.users_info(user=user)
    except Exception as error:  # noqa: BLE001  # what comes from another app is then not told by its id
        log.warning("Slack does not say which app this is", error=slack_error(error).error)
        return None
    return str((answer["user"].get("profile") or {}).get("api_app_id") or "") or None
