"""Shortcuts: «Nouvel appel» from anywhere, and «Ouvrir un appel» from a message."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from handlers.forms import blank_form, parsed_form
from handlers.listeners import Listeners
from handlers.message_text import text_of
from handlers.payloads import Body, MalformedError
from handlers.replies import Reply
from handlers.services import Services

GLOBAL = "new_call"
ON_MESSAGE = "open_call"
REQUEST_LENGTH = 3000
"""Characters that Slack allows as an input's first value."""


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers both shortcuts."""
    shortcuts = ShortcutListeners(services)
    app.global_shortcut(GLOBAL)(**listeners.form_opener("shortcut", shortcuts.new_call))
    app.message_shortcut(ON_MESSAGE)(**listeners.form_opener("shortcut", shortcuts.open_call))


@dataclass(frozen=True, slots=True)
class ShortcutListeners:
    """The handlers of shortcuts."""

    services: Services

    async def new_call(self, _body: Body) -> Reply:
        return Reply(form=blank_form(self.services.renderer))

    async def open_call(self, body: Body) -> Reply:
        """Returns a form that holds the message's text and whom it is about, and in its metadata the message's link."""
        try:
            message, channel = body["message"], body["channel"]["id"]
            text, ts = text_of(message), message["ts"]
        except (KeyError, TypeError, AttributeError) as error:
            raise MalformedError("no message") from error
        request = (await self.services.queries.readable(text))[:REQUEST_LENGTH]
        link = self.services.queries.link(str(channel), str(ts))
        parsed = await self.services.opening.recognise(request)
        return Reply(form=parsed_form(self.services.renderer, parsed, link))
