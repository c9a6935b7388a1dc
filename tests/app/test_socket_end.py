"""The end of the socket: what came is acknowledged first, and it is closed though its other end has fallen silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.socket_handler import SocketHandler
from bot.web import http_server
from simulator import Simulator
from tests.support.workspace import ALICE, simulated

SECONDS = 0.2


class SilentSlack:
    """Opens sockets, and never answers that one is closed."""

    def __init__(self) -> None:
        self.port = 0
        self.opened = asyncio.Event()
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        routes = [web.post("/api/apps.connections.open", self._open), web.get("/link", self._link)]
        async with http_server(routes, 0) as self.port:
            yield
            self._ended.set()

    async def _open(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened.set()
        await self._ended.wait()
        return socket


async def test_a_socket_whose_end_is_not_answered_is_closed():
    slack = SilentSlack()
    async with slack.serving():
        client = AsyncWebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{slack.port}/api/")
        handler = SocketHandler(AsyncApp(client=client), "xapp-1", client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.opened.wait()
        socket = handler.client.current_session
        assert socket
        await handler.close(SECONDS)
        assert socket.closed
        assert handler.client.aiohttp_client_session.closed


class SlowBot:
    """A bot that acknowledges `/lina` when it is let, connected to a simulated workspace."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.begun, self.let, self.given_up = asyncio.Event(), asyncio.Event(), asyncio.Event()
        client = AsyncWebClient(simulator.bot_token, simulator.api_url)
        app = AsyncApp(client=client, process_before_response=True)
        app.command("/lina")(self._acknowledge)
        self.handler = SocketHandler(app, simulator.app_token, client)

    async def asked(self) -> asyncio.Task[str | None]:
        """Somebody has asked, and the bot has heard."""
        await self.handler.connect_async()  # type: ignore[no-untyped-call]
        asking = asyncio.create_task(self.simulator.person(ALICE).command("/lina"))
        await self.begun.wait()
        return asking

    async def _acknowledge(self, ack: AsyncAck) -> None:
        self.begun.set()
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        await ack("Voilà.")


async def test_what_came_is_acknowledged_before_the_socket_closes():
    async with simulated() as simulator:
        bot = SlowBot(simulator)
        asking = await bot.asked()
        closing = asyncio.create_task(bot.handler.close(30))
        await asyncio.sleep(0)
        bot.let.set()
        assert await asking == "Voilà."
        await closing
        assert bot.handler.client.aiohttp_client_session.closed


async def test_what_is_not_acknowledged_in_time_is_given_up():
    async with simulated() as simulator:
        bot = SlowBot(simulator)
        asking = await bot.asked()
        await bot.handler.close(SECONDS)
        await bot.given_up.wait()
        assert bot.handler.client.aiohttp_client_session.closed
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
