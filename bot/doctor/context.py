"""What the checks of one run share: the configuration, a Slack client, and what earlier checks learnt."""

import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.people import SlackPeople
from bot.delivery.retry import DeliveryError, slack_error
from bot.settings import Settings

TIMEOUT = 2
"""Seconds for an answer of Slack's."""

SLACK_SECONDS = 4.5
"""For all that Slack is asked: the whole examination ends within ten."""


def free_bytes(folder: Path) -> int:
    """Returns the free space of the folder's disk."""
    return shutil.disk_usage(folder).free


@dataclass(slots=True)
class ChannelInfo:
    """A configured channel, as Slack describes it.

    Attributes:
        key: its key in the configuration, such as `support`.
        id: Slack's id.
        name: its name, without `#`.
        private: whether it is a private channel.
        members: the Slack ids of its members; None when they could not be read.
    """

    key: str
    id: str
    name: str
    private: bool
    members: set[str] | None = None


@dataclass(slots=True)
class DoctorContext:
    """What every check gets.

    Attributes:
        settings: the configuration.
        client: Slack's Web API, without retries.
        people: looks people up.
        free: returns the free bytes of a folder's disk.
        now: seconds since 1970 by this machine's clock.
        channels: the channels that could be read, by key; filled by `check_channels`.
    """

    settings: Settings
    client: AsyncWebClient
    people: SlackPeople
    free: Callable[[Path], int] = free_bytes
    now: Callable[[], float] = time.time
    channels: dict[str, ChannelInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "DoctorContext":
        """Returns the context of a configuration, with a client of its own."""
        token = settings.secrets.slack_bot_token
        client = AsyncWebClient(
            token=token.reveal() if token else None,
            base_url=settings.secrets.slack_api_url,
            timeout=TIMEOUT,
            retry_handlers=[],
        )
        return cls(settings, client, SlackPeople(client))

    @property
    def may_be_private(self) -> bool:
        """Whether any of the channels that could be read is private."""
        return any(channel.private for channel in self.channels.values())


async def call_slack(request: Awaitable[Any]) -> Any:
    """Returns Slack's answer.

    Raises:
        DeliveryError: Slack refuses, or does not answer.
    """
    try:
        return await request
    except Exception as error:
        raise slack_error(error) from error


def refusal(failure: DeliveryError) -> str:
    """Returns what Slack answered, for a finding."""
    return f"Slack answers {failure.error}"
