"""SlackState: everything that one simulated workspace consists of, for the API methods and the people."""

from collections.abc import Mapping
from typing import Any

from simulator.api.limiter import Limiter, Rates
from simulator.clock import MovableClock
from simulator.faults import Faults
from simulator.fixtures import WorkspaceFixture
from simulator.inbound.delivery import PayloadDelivery
from simulator.inbound.http_mode import HttpMode
from simulator.inbound.socket_mode import SocketMode
from simulator.inbound.transport import Transport
from simulator.inbound.triggers import ResponseUrls, Triggers
from simulator.slack_error import SlackError
from simulator.slack_state.call_log import ApiCall, Breach
from simulator.slack_state.change_signal import ChangeSignal
from simulator.slack_state.ids import Ids
from simulator.slack_state.manifest import Manifest
from simulator.slack_state.open_views import OpenViews
from simulator.slack_state.sinks import Sinks
from simulator.slack_state.workspace import Workspace
from simulator.telephone import Telephone

BOT_TOKEN = "xoxb-simulated-bot"  # noqa: S105 - opens nothing but the simulator
APP_TOKEN = "xapp-simulated-app"  # noqa: S105 - opens nothing but the simulator
SIGNING_SECRET = "simulated-signing-secret"  # noqa: S105 - signs nothing but the simulator's requests


class SlackState:
    """One simulated workspace with one installed app.

    Attributes:
        url: the server's base URL; "" before it listens.
        clock: the workspace's time.
        ids: generates ids and timestamps.
        changes: is notified of every change.
        manifest: what the app declares.
        workspace: people, channels, user groups and messages.
        faults: the injected faults.
        unsupported_blocks: the types of blocks that this workspace does not have yet, and refuses in messages.
        limiter: applies the rate limits.
        open_views: modals and Home tabs.
        triggers: the trigger ids issued; `response_urls` likewise.
        sinks: mails and documents sent elsewhere.
        telephone: the exchange that the page rings by.
        breaches: what a correct app leaves empty.
        calls: every call of the Web API.
        sockets: the Socket Mode transport; `http` the HTTP transport.
        delivery: sends payloads by one of the two.
    """

    def __init__(
        self,
        fixture: WorkspaceFixture,
        manifest: Mapping[str, Any],
        clock: MovableClock,
        rates: Rates,
        ack_timeout: float,
    ) -> None:
        self.url = ""
        self.clock = clock
        self.ids = Ids(clock)
        self.changes = ChangeSignal()
        self.manifest = Manifest(manifest)
        self.workspace = Workspace(fixture, self.manifest.bot_name)
        self.faults = Faults()
        self.unsupported_blocks: set[str] = set()
        self.limiter = Limiter(rates)
        self.open_views = OpenViews(self.workspace, self.ids)
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.sinks = Sinks(self.changes.notify)
        self.telephone = Telephone(self.changes.notify)
        self.breaches: list[Breach] = []
        self.calls: list[ApiCall] = []
        self.sockets = SocketMode(ack_timeout, self.breach)
        self.http = HttpMode(SIGNING_SECRET, ack_timeout)
        self.delivery = PayloadDelivery(self._transport, clock, self.changes, self.breach)
        clock.subscribe(self.changes.notify)

    def breach(self, kind: str, what: str, detail: str) -> None:
        """Records a breach."""
        self.breaches.append(Breach(kind, what, detail, self.clock.now()))
        self.changes.notify()

    def record_error(self, error: SlackError, what: str) -> None:
        """Records an error that a correct app never receives."""
        self.breach(error.kind, what, "; ".join(error.details) or error.code)

    def response_url(self, secret: str) -> str:
        """The URL of a response_url's secret."""
        return f"{self.url}response/{secret}"

    def _transport(self) -> Transport:
        return self.http if self.http.app_url else self.sockets
