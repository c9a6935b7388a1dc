"""Connections at the very instant at which a server ends."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def knocking(port: int) -> Iterator[socket.socket]:
    """A connection to a port of this machine: the kernel takes it, whatever the loop does."""
    with socket.create_connection(("127.0.0.1", port)) as knocker:
        knocker.settimeout(0)
        yield knocker


async def turns_of_the_loop(turns: int) -> None:
    """The server is somewhere between accepting a connection and telling its protocol."""
    for _ in range(turns):
        await asyncio.sleep(0)


def is_closed(knocker: socket.socket) -> bool:
    """Whether the other end has closed the connection."""
    try:
        while knocker.recv(4096):
            """What was sent before the end."""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True
