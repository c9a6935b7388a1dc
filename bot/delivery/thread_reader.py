"""Reads what people wrote in a thread."""

import asyncio
from collections.abc import Iterator
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import slack_error
from bot.domain.calls.call import Note
from bot.services.slack_markup import as_typed

log = structlog.get_logger(__name__)

PAGE = 200
TIME_LIMIT = 10.0

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""The subtypes of messages that a person wrote; https://docs.slack.dev/reference/events/message."""


class SlackThreadReader:
    """The `Threads` port."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def notes(self, channel: str, thread: str) -> list[Note] | None:
        """What people wrote under a message, oldest first; None when Slack does not tell."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                return await self._read(channel, thread)
        except Exception as error:  # noqa: BLE001  # whatever it is, the events go on
            log.warning("thread not read", channel=channel, thread=thread, error=slack_error(error).error)
            return None

    async def _read(self, channel: str, thread: str) -> list[Note]:
        notes: list[Note] = []
        cursor: str | None = None
        while True:
            page = await self._client.conversations_replies(
                channel=channel, ts=thread, limit=PAGE, cursor=cursor
            )
            notes.extend(_written(page.get("messages", []), thread))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return notes


def _written(messages: list[dict[str, Any]], thread: str) -> Iterator[Note]:
    for message in messages:
        by_person = message.get("user") and not message.get("bot_id") and message.get("subtype") in WRITTEN
        if by_person and message["ts"] != thread:
            yield Note(str(message["ts"]), str(message["user"]), as_typed(str(message.get("text") or "")))
