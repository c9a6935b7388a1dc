"""`/healthz`, `/readyz` and `/metrics`, for the platform and the operators. Of the calls they hold only counts."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[object]]
"""Raises any exception when what it checks is not ready."""

Expose = Callable[[], Awaitable[bytes]]
"""Returns the metrics in Prometheus' text format."""

CHECK_TIMEOUT = 3.0
"""Seconds; a check that takes longer has failed."""

CACHE_SECONDS = 0.5
"""Seconds for which the checks' results are kept, however often somebody asks: what is lost is told within one."""


class Health:
    """The handlers of the three routes.

    Args:
        checks: what readiness needs, by the name that the answer gives it.
        expose: see `Expose`; None until `exposing` says.
        monotonic: seconds of a monotonic clock.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        expose: Expose | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks = checks
        self._expose = expose
        self._monotonic = monotonic
        self._cached: tuple[float, dict[str, bool]] | None = None
        self._checking = asyncio.Lock()

    def exposing(self, expose: Expose) -> None:
        """There are metrics from now on."""
        self._expose = expose

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes, for `http_server`."""
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, _request: web.Request) -> web.Response:
        """Answers 200 while the event loop runs."""
        return web.Response(text="alive\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """Answers 200 when every check passes, else 503; the body has the result of each."""
        async with self._checking:
            results = await self._results()
        status = HTTPStatus.OK if all(results.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(results, status=status)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answers with the metrics; 503 before there are any."""
        if self._expose is None:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        from prometheus_client.exposition import CONTENT_TYPE_LATEST

        return web.Response(body=await self._expose(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _results(self) -> dict[str, bool]:
        now = self._monotonic()
        if self._cached and now - self._cached[0] < CACHE_SECONDS:
            return self._cached[1]
        passed = await asyncio.gather(*(_passes(name, check) for name, check in self._checks.items()))
        results = dict(zip(self._checks, passed, strict=True))
        self._cached = (self._monotonic(), results)
        return results


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT):
            await check()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is not ready
        log.warning("not ready", check=name, error=type(error).__name__)
        return False
    return True
