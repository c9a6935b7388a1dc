"""Every listener there is, given to Bolt."""

from slack_bolt.async_app import AsyncApp

from handlers import access, actions, clients, commands, events, options, rota, shortcuts, views
from handlers.access import Comings
from handlers.desks import Desks
from handlers.home import Home
from handlers.listening import Listening
from handlers.tracing import Heard


def register(app: AsyncApp, desks: Desks, told: Comings, heard: Heard) -> None:
    """`told` hears who comes and goes, `heard` how fast everything is acknowledged."""
    home = Home(desks)
    listening = Listening(
        desks.renderer, desks.reading.readable, admit=desks.access.admit, acted=home.acted, heard=heard
    )
    commands.register(app, listening, desks)
    actions.register(app, listening, desks)
    views.register(app, listening, desks)
    clients.register(app, listening, desks)
    rota.register(app, listening, desks)
    options.register(app, listening, desks)
    shortcuts.register(app, listening, desks)
    events.register(app, listening, desks)
    access.register(app, listening, told)
    home.register(app, listening)
