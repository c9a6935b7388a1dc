"""Every listener there is, given to Bolt."""

from slack_bolt.async_app import AsyncApp

from handlers import actions, clients, commands, events, membership_events, options, rota, shortcuts, views
from handlers.home import Home
from handlers.listeners import Listeners
from handlers.membership_events import MembershipListeners
from handlers.services import Services
from handlers.tracing import OnAcknowledged


def register(
    app: AsyncApp, services: Services, membership: MembershipListeners, acknowledged: OnAcknowledged
) -> None:
    """`membership` hears who comes and goes, `acknowledged` how fast everything is acknowledged."""
    home = Home(services)
    listeners = Listeners(
        services.renderer,
        services.reading.readable,
        authorize=services.access.authorize,
        acted=home.acted,
        acknowledged=acknowledged,
    )
    commands.register(app, listeners, services)
    actions.register(app, listeners, services)
    views.register(app, listeners, services)
    clients.register(app, listeners, services)
    rota.register(app, listeners, services)
    options.register(app, listeners, services)
    shortcuts.register(app, listeners, services)
    events.register(app, listeners, services)
    membership_events.register(app, listeners, membership)
    home.register(app, listeners)
