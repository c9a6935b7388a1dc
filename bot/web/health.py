"""`/healthz`, `/readyz`, `/metrics`: for the platform and the operators. They hold nothing of the calls but counts."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[object]]
"""Raises when what it looks at is not ready."""

Expose = Callable[[], Awaitable[bytes]]

PATIENCE = 3.0
GOOD_FOR = 10.0
"""Seconds for which an answer about readiness is given again, whoever asks how often."""


class Health:
    def __init__(
        self, checks: Mapping[str, Check], expose: Expose, running: Callable[[], float] = time.monotonic
    ) -> None:
        self._checks = checks
        self._expose = expose
        self._running = running
        self._looked: tuple[float, dict[str, bool]] | None = None
        self._looking = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when all is ready, else 503; the body says which is not."""
        async with self._looking:
            found = await self._found()
        status = HTTPStatus.OK if all(found.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(found, status=status)

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=await self._expose(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _found(self) -> dict[str, bool]:
        now = self._running()
        if self._looked and now - self._looked[0] < GOOD_FOR:
            return self._looked[1]
        answers = await asyncio.gather(*(_holds(name, check) for name, check in self._checks.items()))
        found = dict(zip(self._checks, answers, strict=True))
        self._looked = (now, found)
        return found


async def _holds(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is not ready
        log.warning("not ready", check=name, error=type(error).__name__)
        return False
    return True
