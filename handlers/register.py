"""Every listener there is, given to Bolt."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncApp

from handlers import actions, commands, events, options, shortcuts, views
from handlers.desks import Desks
from handlers.listening import Listening


def register(app: AsyncApp, desks: Desks, forget: Callable[[str], None]) -> None:
    """`forget` is told whose profile changed."""
    listening = Listening(desks.renderer, desks.reading.readable)
    commands.register(app, listening, desks)
    actions.register(app, listening, desks)
    views.register(app, listening, desks)
    options.register(app, desks)
    shortcuts.register(app, listening, desks)
    events.register(app, listening, desks, forget)
