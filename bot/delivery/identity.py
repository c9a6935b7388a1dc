"""Who the bot is in its workspace, asked of Slack before anything else."""

import asyncio
import itertools
from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import AUTH_ERRORS, slack_error

log = structlog.get_logger(__name__)

AGAIN_AFTER = (1, 2, 5, 10, 30)
"""Seconds between tries while Slack does not answer; the last one repeats."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`url` is the workspace's, and ends with a slash."""

    team: str
    user: str
    bot: str
    url: str

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
            answer = await client.auth_test()
        except Exception as error:
            failure = slack_error(error)
            if failure.error in AUTH_ERRORS:
                raise failure from error
            wait = AGAIN_AFTER[min(attempt, len(AGAIN_AFTER) - 1)]
            log.warning("Slack does not answer", error=failure.error, again_in=wait)
            await asyncio.sleep(wait)
        else:
            return Identity(
                team=str(answer["team_id"]),
                user=str(answer["user_id"]),
                bot=str(answer.get("bot_id") or ""),
                url=str(answer.get("url") or "https://slack.com/").rstrip("/") + "/",
            )
    raise AssertionError("the count never ends")
