"""Message events: what people write, edit and delete in the threads of cards and pings becomes the calls' notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.call import Note
from bot.domain.refusals import NotKnownYet, Refusal
from bot.services.slack_markup import as_typed
from handlers.listeners import Listeners
from handlers.payloads import Body
from handlers.services import Services

EVENTS = ("message.channels",)
PRIVATE_EVENTS = ("message.groups",)

NOTE_SUBTYPES = frozenset({None, "thread_broadcast", "file_share"})
"""The subtypes of messages that a person wrote; https://docs.slack.dev/reference/events/message."""


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the listener of messages."""
    app.event("message")(**listeners.event(NoteListeners(services).message))


@dataclass(frozen=True, slots=True)
class NoteListeners:
    """Keeps notes as they are written, so that no form has to read a thread from Slack first."""

    services: Services

    async def message(self, body: Body) -> None:
        event = body["event"]
        subtype, channel = event.get("subtype"), str(event.get("channel"))
        if channel not in {self.services.support_channel, self.services.dev_channel}:
            return
        if subtype in NOTE_SUBTYPES:
            await self._keep(channel, event)
        elif subtype == "message_changed" and event["message"].get("subtype") == "tombstone":
            # What is deleted under which replies stand.
            await self.services.calls.message_deleted(channel, str(event["message"]["ts"]))
        elif subtype == "message_changed":
            await self._keep(channel, event["message"])
        elif subtype == "message_deleted":
            await self._delete(channel, event)

    async def _keep(self, channel: str, message: Mapping[str, Any]) -> None:
        thread, by = message.get("thread_ts"), message.get("user")
        if message.get("bot_id") or not by or not thread or thread == message["ts"]:
            return
        if message.get("subtype") == "tombstone":
            return
        try:
            await self.services.access.authorize(str(by))
        except NotKnownYet:  # a member, perhaps: the thread is read again once Slack says so
            self.services.read_threads_again()
            return
        except Refusal:  # a guest's message stays in the thread, and out of the report
            return
        note = Note(str(message["ts"]), str(by), as_typed(str(message.get("text") or "")))
        await self.services.calls.note(channel, str(thread), note)

    async def _delete(self, channel: str, event: Mapping[str, Any]) -> None:
        deleted = event.get("previous_message") or {}
        thread = deleted.get("thread_ts")
        if deleted.get("bot_id") and thread in {None, event.get("deleted_ts")}:
            await self.services.calls.message_deleted(channel, str(event["deleted_ts"]))
        elif deleted.get("thread_ts"):
            await self.services.calls.forget_note(
                channel, str(deleted["thread_ts"]), str(event["deleted_ts"])
            )
