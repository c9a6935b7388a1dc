"""«Nouvel appel» from anywhere, and «Ouvrir un appel» from a message."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services.slack_markup import as_typed
from handlers.forms import blank_form
from handlers.listeners import Listeners
from handlers.payloads import MalformedError
from handlers.replies import Reply
from handlers.services import Services

Body = Mapping[str, Any]

GLOBAL = "new_call"
ON_MESSAGE = "open_call"


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    shortcuts = Shortcuts(services)
    app.global_shortcut(GLOBAL)(**listeners.opening("shortcut", shortcuts.new_call))
    app.message_shortcut(ON_MESSAGE)(**listeners.opening("shortcut", shortcuts.open_call))


class Shortcuts:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def new_call(self, _body: Body) -> Reply:
        return Reply(form=blank_form(self._services.renderer))

    async def open_call(self, body: Body) -> Reply:
        """The form holds the message's text and, out of sight, its link."""
        try:
            text, ts, channel = body["message"].get("text"), body["message"]["ts"], body["channel"]["id"]
        except (KeyError, TypeError) as error:
            raise MalformedError("no message") from error
        readable = await self._services.reading.readable(as_typed(str(text or "")))
        link = self._services.reading.link(str(channel), str(ts))
        return Reply(form=blank_form(self._services.renderer, request=readable[:3000] or None, source=link))
