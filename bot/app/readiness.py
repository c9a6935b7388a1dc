"""What readiness needs of Slack: that it answers and that, in Socket Mode, the socket is connected."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.web.health import Check

SLACK_SECONDS = 0.8
"""For Slack to answer: a probe is answered within a second."""


class NotReadyError(Exception):
    """The bot cannot work yet."""


@dataclass
class SlackReadiness:
    """The checks of the way from and to Slack.

    Attributes:
        client: Slack's Web API.
        wired: whether Slack has said who the bot is, so that there is a bot.
        socket: tells whether the socket is connected; None before there is one.
    """

    client: AsyncWebClient
    wired: bool = False
    socket: Callable[[], Awaitable[bool]] | None = None

    def checks(self, *, by_socket: bool) -> Mapping[str, Check]:
        """The checks by name; with the socket's, where the bot hears Slack by one."""
        return {"slack": self.answers} | ({"socket": self.connected} if by_socket else {})

    async def answers(self) -> None:
        """Returns if Slack answers.

        Raises:
            NotReadyError: there is no bot yet.
            TimeoutError: Slack takes too long.
            SlackApiError: it refuses.
        """
        if not self.wired:
            raise NotReadyError("nobody is there yet")
        async with asyncio.timeout(SLACK_SECONDS):
            await self.client.auth_test()

    async def connected(self) -> None:
        """Returns if the socket is connected.

        Raises:
            NotReadyError: it is not.
        """
        if self.socket is None or not await self.socket():
            raise NotReadyError("the socket is not connected")
