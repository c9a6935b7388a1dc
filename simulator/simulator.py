"""Simulator: a Slack workspace on this machine, as strict as the real one."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from simulator.clock import MovableClock
from simulator.control.routes import Control
from simulator.crowd import Crowd
from simulator.mailbox import Mailbox
from simulator.page.guide import Guide
from simulator.page.routes import Page
from simulator.people.person import Person
from simulator.seeds import WorkspaceSeed
from simulator.server import Server
from simulator.web.rates import Rates
from simulator.workplace import Workplace
from simulator.world import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, World


class Simulator(Workplace):
    """Set `http_app_url` to deliver by signed HTTP."""

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(
        self,
        seed: WorkspaceSeed,
        manifest: Mapping[str, Any],
        *,
        clock: MovableClock | None = None,
        rates: Rates | None = None,
        ack_timeout: float = 3.0,
        guide: Guide | None = None,
    ) -> None:
        self.clock = clock or MovableClock()
        super().__init__(
            World(seed, manifest, self.clock, Rates.slack() if rates is None else rates, ack_timeout)
        )
        self._crowd = Crowd(self._world)
        self._mailbox = Mailbox(self._world.outside.record_mail, self.clock.now)
        page = Page(self._world, guide or Guide())
        self._server = Server(self._world, Control(self._world, self._crowd), page)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._world.url = await self._server.start(host, port)
        await self._mailbox.start(host)

    async def stop(self) -> None:
        await self._mailbox.stop()
        await self._world.sockets.close()
        await self._server.stop()
        await self._world.delivery.close()
        await self._world.http.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return self._world.url

    @property
    def api_url(self) -> str:
        return f"{self._world.url}api/"

    @property
    def http_app_url(self) -> str | None:
        return self._world.http.app_url

    @http_app_url.setter
    def http_app_url(self, url: str | None) -> None:
        self._world.http.app_url = url

    @property
    def smtp_port(self) -> int:
        """Where a mail server listens, in clear, that keeps what it gets."""
        return self._mailbox.port

    def tool_url(self, name: str) -> str:
        """Where a program so named takes JSON documents, and keeps them."""
        return f"{self.url}elsewhere/{name}"

    @property
    def connections(self) -> int:
        """How many websockets the app holds open."""
        return self._world.sockets.connections

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every websocket of the app to come back by a new one."""
        await self._world.sockets.disconnect(reason)

    def person(self, user_id: str) -> Person:
        return self._crowd.person(user_id)
