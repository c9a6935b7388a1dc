"""The gateway to Slack's Web API: posts, updates, topics, user groups, and reading what was posted."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import DeliveryError, slack_error
from bot.domain.calls.call import Note
from bot.domain.outbox.notice import Location
from bot.rendering.renderer import SlackMessage
from bot.services.missed_notes import UnreadableThreadError

TIME_LIMIT = 10.0
EVENT_TYPE = "lina_notice"
WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""The subtypes of messages that a person wrote."""

LOOK_BACK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file to share.

    Attributes:
        name: with its ending.
        title: what people see.
        content: the bytes, at least one.
    """

    name: str
    title: str
    content: bytes


class SlackGateway:
    """Every method raises `DeliveryError`, sorted by what it means for what was being said."""

    def __init__(self, client: AsyncWebClient, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit
        self._direct: dict[str, str] = {}

    async def post(
        self,
        channel: str,
        message: SlackMessage,
        key: str,
        thread: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Location:
        """Posts the message, marked with its key in the metadata."""
        answer = await self._call(
            self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                thread_ts=thread,
                reply_broadcast=broadcast or None,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return Location(str(answer.get("channel") or channel), str(answer["ts"]))

    async def update(self, location: Location, message: SlackMessage) -> None:
        await self._call(
            self._client.chat_update(
                channel=location.channel, ts=location.ts, text=message.text, blocks=message.blocks
            )
        )

    async def set_topic(self, channel: str, topic: str) -> None:
        await self._repeatable(self._client.conversations_setTopic(channel=channel, topic=topic))

    async def set_usergroup(self, group: str, person: str) -> None:
        await self._repeatable(self._client.usergroups_users_update(usergroup=group, users=[person]))

    async def direct_message_channel(self, person: str) -> str:
        """The channel of the direct messages with a person."""
        if person not in self._direct:
            answer = await self._repeatable(self._client.conversations_open(users=[person]))
            self._direct[person] = str(answer["channel"]["id"])
        return self._direct[person]

    async def upload(self, channel: str, file: SlackFile, comment: str) -> None:
        """Shares a file in one message: announced, uploaded, completed (https://docs.slack.dev/messaging/working-with-files)."""
        announced = await self._repeatable(
            self._client.files_getUploadURLExternal(filename=file.name, length=len(file.content))
        )
        await self._repeatable(self._put(str(announced["upload_url"]), file.content))
        await self._call(
            self._client.files_completeUploadExternal(
                files=[{"id": str(announced["file_id"]), "title": file.title}],
                channel_id=channel,
                initial_comment=comment,
            )
        )

    async def has_file(self, channel: str, name: str, since: datetime) -> bool:
        """Whether a file of that name was shared there, from a quarter of an hour before `since` on."""
        cursor: str | None = None
        oldest = str((since - LOOK_BACK).timestamp())
        while True:
            page = await self._call(self._read(channel, None, oldest, cursor))
            for message in page.get("messages", []):
                if any(shared.get("name") == name for shared in message.get("files") or ()):
                    return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False

    async def _put(self, url: str, content: bytes) -> None:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._time_limit)) as session,
            session.post(url, data=content) as answer,
        ):
            answer.raise_for_status()

    async def delete(self, location: Location) -> None:
        await self._repeatable(self._client.chat_delete(channel=location.channel, ts=location.ts))

    async def marked(
        self, channel: str, since: datetime | None, thread: str | None = None
    ) -> AsyncGenerator[tuple[str, Location], None]:
        """Each message that carries a key, from a quarter of an hour before `since` on; a channel's newest first."""
        oldest = str((since - LOOK_BACK).timestamp()) if since else "0"
        cursor: str | None = None
        while True:
            page = await self._call(self._read(channel, thread, oldest, cursor))
            for message in page.get("messages", []):
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if key := payload.get("key"):
                    yield str(key), Location(channel, str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def written(self, thread: Location) -> AsyncGenerator[Note, None]:
        """What people wrote in a thread, as Slack holds it, oldest first; see `ThreadReader`."""
        cursor: str | None = None
        while True:
            page = await self._page(thread, cursor)
            for message in page.get("messages", []):
                by, ts = message.get("user"), str(message.get("ts"))
                by_a_person = by and not message.get("bot_id") and message.get("subtype") in WRITTEN
                if by_a_person and ts != thread.ts:
                    yield Note(ts, str(by), str(message.get("text") or ""))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _page(self, thread: Location, cursor: str | None) -> Any:
        """One page; a Slack that takes no more for now is waited for, once."""
        request = self._client.conversations_replies
        for again in (True, False):
            try:
                return await self._call(
                    request(channel=thread.channel, ts=thread.ts, limit=200, cursor=cursor)
                )
            except DeliveryError as failure:
                if not again or failure.wait is None:
                    raise UnreadableThreadError(failure.error) from failure
                await asyncio.sleep(failure.wait.total_seconds())
        raise AssertionError("both attempts return or raise")

    def _read(self, channel: str, thread: str | None, oldest: str, cursor: str | None) -> Awaitable[Any]:
        window: dict[str, Any] = {
            "oldest": oldest,
            "limit": 200,
            "include_all_metadata": True,
            "cursor": cursor,
        }
        if thread:
            return self._client.conversations_replies(channel=channel, ts=thread, **window)
        return self._client.conversations_history(channel=channel, **window)

    async def _repeatable(self, request: Awaitable[Any]) -> Any:
        try:
            return await self._call(request)
        except DeliveryError as failure:
            raise failure.repeatable() from failure

    async def _call(self, request: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(self._time_limit):
                return await request
        except Exception as error:
            raise slack_error(error) from error
