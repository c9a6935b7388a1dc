"""One HTTP server, on the port that the platform gives."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web.connections import ConnectionGuard, ConnectionLimits, most_connections

BODY_BYTES = 1024 * 1024
"""The largest body that is read; Slack's largest, a submitted form, stays below 250 KB."""

SHUTDOWN_SECONDS = 1.0
"""How long requests in flight may take at the end; the process ends within five seconds in all."""

KEEP_ALIVE_SECONDS = 15.0
"""How long a connection may wait between two requests."""

BACKLOG = 64
"""Connections that wait to be accepted, which are as many as one turn of the loop accepts before it closes any."""

ACCEPTING_TURNS = 2
"""Of the loop, from when it accepts a connection until its protocol is told of it."""

LOOPBACK = "127.0.0.1"


class PortUnavailableError(Exception):
    """The port is taken, or may not be bound."""


@asynccontextmanager
async def http_server(
    routes: Sequence[web.RouteDef], port: int, host: str = LOOPBACK, limits: ConnectionLimits | None = None
) -> AsyncIterator[int]:
    """Serves the routes until the end of the context; waits for the requests in flight, then closes every connection.

    Args:
        routes: what is served.
        port: 0 for any free one.
        host: the address to bind.
        limits: of connections; None for those that the process's limit of open files allows.

    Yields:
        The port that is bound.

    Raises:
        PortUnavailableError: the port cannot be bound.
    """
    guard = ConnectionGuard(limits or ConnectionLimits(most=most_connections()))
    application = web.Application(client_max_size=BODY_BYTES, middlewares=[guard.middleware])
    application.add_routes(routes)
    runner = web.AppRunner(
        application,
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        access_log=None,
    )
    await runner.setup()
    try:
        server = await _bound(runner, guard, host, port)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            await stop_accepting(server)
    finally:
        await runner.cleanup()
        await guard.end()


async def stop_accepting(server: asyncio.Server) -> None:
    """Closes the server once the connections that the loop has accepted are known.

    asyncio makes their transports in the loop's next turn, which fails once the server is closed, and tells their
    protocols in the one after: they would stay open, and nobody would know of them.
    """
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening)
    for _ in range(ACCEPTING_TURNS):
        await asyncio.sleep(0)
    server.close()


async def _bound(runner: web.AppRunner, guard: ConnectionGuard, host: str, port: int) -> asyncio.Server:
    handlers = runner.server
    assert handlers is not None  # noqa: S101  # the runner was set up
    try:
        return await asyncio.get_running_loop().create_server(
            lambda: guard.guarded(handlers()), host, port, backlog=BACKLOG
        )
    except OSError as error:
        raise PortUnavailableError(
            f"PORT: {port} cannot be served on {host}: {error.strerror or error}"
        ) from error
