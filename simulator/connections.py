"""What is common to servers that end: none leaves a connection open."""

import asyncio
from collections.abc import Iterable

_ACCEPTING_TURNS = 2
"""Of the loop, from when it accepts a connection until its protocol is told of it."""


async def stop_accepting(server: asyncio.Server) -> None:
    """Closes the server once the connections that the loop has accepted are known.

    asyncio makes their transports in the loop's next turn, which fails once the server is closed, and tells their
    protocols in the one after: they would stay open, and nobody would know of them.
    """
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening)
    for _ in range(_ACCEPTING_TURNS):
        await asyncio.sleep(0)
    server.close()


async def abort(transports: Iterable[asyncio.WriteTransport]) -> None:
    """Closes these transports, also those that are closing already, and waits until they are closed."""
    for transport in transports:
        transport.abort()
    await asyncio.sleep(0)  # their protocols are told in the loop's next turn
