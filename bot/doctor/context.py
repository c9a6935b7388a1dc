"""One visit of the doctor: the configuration, a way to ask Slack, and what was learnt on the way."""

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

TIMEOUT = 10


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(slots=True)
class ChannelInfo:
    """A configured channel as Slack has it; `members` is None where Slack does not tell."""

    key: str
    id: str
    name: str
    private: bool
    members: set[str] | None = None


@dataclass(slots=True)
class DoctorContext:
    """`channels` are those that could be looked at, by their key; `headers` are those of `auth.test`."""

    settings: Settings
    client: AsyncWebClient
    people: SlackPeople
    free: Callable[[Path], int] = free_bytes
    now: Callable[[], float] = time.time
    channels: dict[str, ChannelInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "DoctorContext":
        token = settings.secrets.slack_bot_token
        client = AsyncWebClient(
            token=token.get_secret_value() if token else None,
            base_url=settings.secrets.slack_api_url,
            timeout=TIMEOUT,
            retry_handlers=[],
        )
        return cls(settings, client, SlackPeople(client))

    @property
    def may_be_private(self) -> bool:
        return any(channel.private for channel in self.channels.values())


async def asked(request: Awaitable[Any]) -> Any:
    """Slack's answer.

    Raises:
        SlackFailure: Slack refuses, or does not answer.
    """
    try:
        return await request
    except Exception as error:
        raise slack_error(error) from error


def refusal(failure: DeliveryError) -> str:
    return f"Slack answers {failure.error}"
