"""Events: what people write, correct and delete in the threads."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.call import Note
from bot.domain.refusals import Refusal
from bot.services.slack_markup import as_typed
from handlers.listeners import Listeners
from handlers.services import Services

Body = Mapping[str, Any]

EVENTS = ("message.channels",)
PRIVATE_EVENTS = ("message.groups",)

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    app.event("message")(**listeners.event(Notes(services).message))


class Notes:
    """Keeps a call's notes as they are written, so that no form has to read a thread first."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def message(self, body: Body) -> None:
        event = body["event"]
        subtype, channel = event.get("subtype"), str(event.get("channel"))
        if channel != self._services.support:
            return
        if subtype in WRITTEN:
            await self._keep(channel, event)
        elif subtype == "message_changed":
            await self._keep(channel, event["message"])
        elif subtype == "message_deleted":
            await self._forget(channel, event)

    async def _keep(self, channel: str, message: Mapping[str, Any]) -> None:
        thread, by = message.get("thread_ts"), message.get("user")
        if message.get("bot_id") or not by or not thread or thread == message["ts"]:
            return
        if message.get("subtype") == "tombstone":
            return
        try:
            await self._services.access.authorize(str(by))
        except Refusal:  # a guest's word stays in the thread, and out of the report
            return
        note = Note(str(message["ts"]), str(by), as_typed(str(message.get("text") or "")))
        await self._services.calls.note(channel, str(thread), note)

    async def _forget(self, channel: str, event: Mapping[str, Any]) -> None:
        gone = event.get("previous_message") or {}
        if gone.get("thread_ts"):
            await self._services.calls.forget_note(channel, str(gone["thread_ts"]), str(event["deleted_ts"]))
