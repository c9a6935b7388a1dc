"""Bolt's end of the socket, which closes once everything that came is acknowledged."""

import asyncio
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger(__name__)


class SocketHandler(AsyncSocketModeHandler):
    """As Bolt's, but for its end: Bolt's closes the socket under an acknowledgement that is about to be sent."""

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient) -> None:
        self._handling: set[asyncio.Task[Any]] = set()
        self._closing = False
        super().__init__(app, app_token, web_client=web_client)

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt's
        """Acknowledges a payload, but for one that comes while the socket closes."""
        if self._closing:
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # slack_sdk runs each in one
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)
        await super().handle(client, req)

    async def close(self, seconds: float) -> None:
        """Closes the socket and its session.

        Waits so many seconds at most for what came to be acknowledged, and then as long for Slack's word of farewell.
        """
        if self._handling:
            _, late = await asyncio.wait({*self._handling}, timeout=seconds)
            for task in late:
                task.cancel()
        self._closing = True
        try:
            async with asyncio.timeout(seconds):
                await self.close_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
        except TimeoutError:
            log.warning("the socket was not closed in time")
            # aiohttp has given that socket up: now the rest is closed.
            await self.close_async()  # type: ignore[no-untyped-call]
