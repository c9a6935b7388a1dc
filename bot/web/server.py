"""One HTTP server, on the port that the platform gives."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

LARGEST = 1024 * 1024
"""Bytes of a body; Slack's largest, a submitted form, stays below 250 KB."""

SHUTDOWN = 1.8
"""Seconds for the requests under way; what they have begun is said in the seconds after, five in all."""


class PortUnavailableError(Exception):
    """Somebody else serves there, or nobody may."""


@asynccontextmanager
async def serving(routes: Sequence[web.RouteDef], port: int, host: str = "0.0.0.0") -> AsyncIterator[int]:  # noqa: S104  # a platform's proxy comes from outside
    """Serves these routes; yields the port, which is a free one for 0. Ends with the requests that are under way.

    Raises:
        PortUnavailableError: it is taken.
    """
    application = web.Application(client_max_size=LARGEST)
    application.add_routes(routes)
    runner = web.AppRunner(application, shutdown_timeout=SHUTDOWN, access_log=None)
    await runner.setup()
    try:
        await _bind(runner, host, port)
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _bind(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PortUnavailableError(f"PORT: {port} cannot be served: {error.strerror or error}") from error
