"""A line to a PostgreSQL that a test can cut and mend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from psycopg.conninfo import conninfo_to_dict

from bot.web.server import stop_accepting


class CutLine:
    """Passes on what comes to a port of its own; `url` leads there."""

    def __init__(self, url: str) -> None:
        self._there = conninfo_to_dict(url)
        self._server: asyncio.Server | None = None
        self._pipes: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._port = 0

    @property
    def url(self) -> str:
        user, name, options = (self._there.get(key) or "" for key in ("user", "dbname", "options"))
        password = f":{self._there['password']}" if "password" in self._there else ""
        address = f"{user}{password}@127.0.0.1:{self._port}/{name}"
        return f"postgresql://{address}?options={str(options).replace('=', '%3D')}"

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """What is under way is lost, and nobody gets through."""
        assert self._server
        await stop_accepting(self._server)
        pipes = dict(self._pipes)
        for pipe, writer in pipes.items():
            pipe.cancel()
            writer.transport.abort()  # of one that was cancelled before it began
        await asyncio.gather(*pipes, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pipe = asyncio.create_task(self._pass_on(reader, writer))
        self._pipes[pipe] = writer
        pipe.add_done_callback(self._pipes.pop)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            further, there = await self._open()
            ends.append(there)
            await self._connect_both((reader, writer), (further, there))
        finally:
            for end in ends:
                end.transport.abort()

    async def _connect_both(
        self,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        """Passes on what either end says, until one is gone."""
        ways = (_pass(near[0], far[1]), _pass(far[0], near[1]))
        await asyncio.wait([asyncio.create_task(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = str(self._there.get("host") or "127.0.0.1"), self._there.get("port") or 5432
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, int(port))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until either end is gone."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[CutLine]:
    line = CutLine(url)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
