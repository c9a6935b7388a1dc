"""World: everything that one simulated Slack consists of, at one place for its methods and its people."""

from collections.abc import Mapping
from typing import Any

from simulator.changes import Changes
from simulator.clock import MovableClock
from simulator.faults import Faults
from simulator.ids import Ids
from simulator.inbound.delivery import Delivery
from simulator.inbound.http_mode import HttpMode
from simulator.inbound.routes import Route
from simulator.inbound.socket_mode import SocketMode
from simulator.inbound.triggers import ResponseUrls, Triggers
from simulator.manifest import Manifest
from simulator.outside import Outside
from simulator.records import ApiCall, Breach
from simulator.refusal import Refusal
from simulator.seeds import WorkspaceSeed
from simulator.stage import Stage
from simulator.web.rates import Gauge, Rates
from simulator.workspace import Workspace

BOT_TOKEN = "xoxb-simulated-bot"  # noqa: S105 - opens nothing but the simulator
APP_TOKEN = "xapp-simulated-app"  # noqa: S105 - opens nothing but the simulator
SIGNING_SECRET = "simulated-signing-secret"  # noqa: S105 - signs nothing but the simulator's requests


class World:
    """`url` is the server's address, known once it listens."""

    def __init__(
        self,
        seed: WorkspaceSeed,
        manifest: Mapping[str, Any],
        clock: MovableClock,
        rates: Rates,
        ack_timeout: float,
    ) -> None:
        self.url = ""
        self.clock = clock
        self.ids = Ids(clock)
        self.changes = Changes()
        self.workspace = Workspace(seed)
        self.manifest = Manifest(manifest)
        self.faults = Faults()
        self.gauge = Gauge(rates)
        self.stage = Stage(self.workspace, self.ids)
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.outside = Outside(self.changes.notify)
        self.breaches: list[Breach] = []
        self.calls: list[ApiCall] = []
        self.sockets = SocketMode(ack_timeout, self.breach)
        self.http = HttpMode(SIGNING_SECRET, ack_timeout)
        self.delivery = Delivery(self._route, clock, self.changes, self.breach)
        clock.subscribe(self.changes.notify)

    def breach(self, kind: str, what: str, detail: str) -> None:
        self.breaches.append(Breach(kind, what, detail, self.clock.now()))
        self.changes.notify()

    def refused(self, refusal: Refusal, what: str) -> None:
        """A refusal that a correct app never meets."""
        self.breach(refusal.kind, what, "; ".join(refusal.details) or refusal.error)

    def response_url(self, secret: str) -> str:
        return f"{self.url}response/{secret}"

    def _route(self) -> Route:
        return self.http if self.http.app_url else self.sockets
