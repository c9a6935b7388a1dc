"""Registers every listener with Bolt."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    actions,
    clients,
    commands,
    events,
    membership_events,
    options,
    rota,
    shortcuts,
    telephone,
    views,
)
from handlers.home import HomeListeners
from handlers.listeners import Listeners
from handlers.membership_events import MembershipObserver
from handlers.services import Services
from handlers.tracing import OnAcknowledged


def register(
    app: AsyncApp,
    services: Services,
    membership: MembershipObserver,
    on_acknowledged: OnAcknowledged,
    ack_timeout: float,
) -> None:
    """Registers every listener.

    Args:
        app: Bolt's application.
        services: what the listeners call.
        membership: told of profiles that change and of people who join or leave channels.
        on_acknowledged: told of each acknowledgement.
        ack_timeout: seconds that an act may take before the person is told to wait.
    """
    home = HomeListeners(services)
    listeners = Listeners(
        services.renderer,
        services.queries.readable,
        ack_timeout,
        authorize=services.access.authorize,
        after_action=home.redraw,
        on_acknowledged=on_acknowledged,
    )
    commands.register(app, listeners, services)
    actions.register(app, listeners, services)
    views.register(app, listeners, services)
    clients.register(app, listeners, services)
    rota.register(app, listeners, services)
    telephone.register(app, listeners, services)
    options.register(app, listeners, services)
    shortcuts.register(app, listeners, services)
    events.register(app, listeners, services)
    membership_events.register(app, listeners, membership)
    home.register(app, listeners)
