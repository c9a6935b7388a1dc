"""A socket whose other end has fallen silent is closed all the same, with its session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.transports import close_socket
from bot.web import http_server

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
        handler = AsyncSocketModeHandler(AsyncApp(client=client), "xapp-1", web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.opened.wait()
        socket = handler.client.current_session
        assert socket
        await close_socket(handler, SECONDS)
        assert socket.closed
        assert handler.client.aiohttp_client_session.closed
