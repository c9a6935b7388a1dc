"""A Slack that is far away: TLS in front of the simulator, behind a line on which every byte takes its time."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CHUNK = 65536
HOST = "localhost"


@dataclass(frozen=True, slots=True)
class FarAway:
    """Where it is reached.

    Attributes:
        port: on this machine, over TLS.
        authority: the certificate that vouches for it, a PEM file.
    """

    port: int
    authority: Path


@asynccontextmanager
async def far_away(port: int, seconds: float, folder: Path) -> AsyncIterator[FarAway | None]:
    """Puts what listens on a port of this machine so many seconds away; the certificate is written to the folder.

    Yields None without the package trustme, which developers have.
    """
    try:
        import trustme
    except ImportError:
        yield None
        return
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    async with _forwarding(port, 0.0, context) as secured, _forwarding(secured, seconds, None) as delayed:
        yield FarAway(delayed, folder / "authority.pem")


@asynccontextmanager
async def _forwarding(port: int, seconds: float, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """A port whose connections are forwarded to that one, each byte so many seconds later."""

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # asyncio runs each in one
        connections.add(task)
        task.add_done_callback(connections.discard)
        there_reader, there_writer = await asyncio.open_connection(HOST, port)
        try:
            # A connection is made by a message each way, before the first byte.
            await asyncio.sleep(2 * seconds)
            await asyncio.gather(_line(reader, there_writer, seconds), _line(there_reader, writer, seconds))
        finally:
            there_writer.close()
            writer.close()

    connections = set[asyncio.Task[None]]()
    server = await asyncio.start_server(forward, HOST, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]
        server.close()
        for task in [*connections]:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Passes on what is read, in order, so many seconds later, to its end."""
    loop = asyncio.get_running_loop()
    under_way = asyncio.Queue[tuple[float, bytes]]()

    async def deliver() -> None:
        while True:
            due, chunk = await under_way.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not chunk:
                break
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    delivering = asyncio.create_task(deliver())
    with suppress(OSError):  # whoever hung up has heard enough
        while chunk := await reader.read(CHUNK):
            under_way.put_nowait((loop.time() + seconds, chunk))
    under_way.put_nowait((loop.time() + seconds, b""))
    with suppress(OSError):
        await delivering
