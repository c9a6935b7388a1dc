"""One HTTP server, on the port that the platform gives."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

BODY_BYTES = 1024 * 1024
"""The largest body that is read; Slack's largest, a submitted form, stays below 250 KB."""

SHUTDOWN_SECONDS = 1.8
"""How long requests in flight may take at the end; their notices are sent after that, within five seconds in all."""


class PortUnavailableError(Exception):
    """The port is taken, or may not be bound."""


@asynccontextmanager
async def http_server(routes: Sequence[web.RouteDef], port: int, host: str = "0.0.0.0") -> AsyncIterator[int]:  # noqa: S104  # a platform's proxy comes from outside
    """Serves the routes until the end of the context, then waits for the requests in flight.

    Args:
        routes: what is served.
        port: 0 for any free one.
        host: the address to bind.

    Yields:
        The port that is bound.

    Raises:
        PortUnavailableError: the port cannot be bound.
    """
    application = web.Application(client_max_size=BODY_BYTES)
    application.add_routes(routes)
    runner = web.AppRunner(application, shutdown_timeout=SHUTDOWN_SECONDS, access_log=None)
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
