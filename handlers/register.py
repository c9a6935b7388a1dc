"""Registers every listener with Bolt."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.waiting import WaitingPeople
from handlers import (
    actions,
    clients,
    commands,
    corrections,
    events,
    installation,
    membership_events,
    options,
    rota,
    shortcuts,
    statements,
    telephone,
    views,
)
from handlers.home import HomeListeners
from handlers.installation import Installation
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
    *,
    client: AsyncWebClient,
    waiting: WaitingPeople | None = None,
    ours: Installation | None = None,
    store_refused: Callable[[str], None] | None = None,
) -> Listeners:
    """Registers every listener, and returns what holds their answers.

    Args:
        app: Bolt's application.
        services: what the listeners call.
        membership: told of profiles that change and of people who join or leave channels.
        on_acknowledged: told of each acknowledgement.
        ack_timeout: seconds that an act may take before the person is told to wait.
        client: Slack's Web API.
        waiting: told of who waits for an acknowledgement; None for nobody.
        ours: whose payloads count; None for all.
        store_refused: told of what a person could not do because the store refuses writes; None for nobody.
    """
    if ours:
        installation.register(app, ours)
    home = HomeListeners(services)
    listeners = Listeners(
        services.renderer,
        services.queries.readable,
        ack_timeout,
        authorize=services.access.authorize,
        after_action=home.redraw,
        on_acknowledged=on_acknowledged,
        client=client,
        waiting=waiting,
        store_refused=store_refused,
    )
    commands.register(app, listeners, services)
    actions.register(app, listeners, services)
    views.register(app, listeners, services)
    clients.register(app, listeners, services)
    corrections.register(app, listeners, services)
    rota.register(app, listeners, services)
    statements.register(app, listeners, services)
    telephone.register(app, listeners, services)
    options.register(app, listeners, services)
    shortcuts.register(app, listeners, services)
    events.register(app, listeners, services)
    membership_events.register(app, listeners, membership)
    home.register(app, listeners)
    return listeners
