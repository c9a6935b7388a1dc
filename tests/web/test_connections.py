"""However many connections say nothing, whoever asks is answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bot.web import http_server
from bot.web.connections import ConnectionLimits
from tests.knocking import is_closed as knocked_off
from tests.knocking import knocking, turns_of_the_loop

SECONDS = 0.3
"""For a head or a body, in these tests."""

PATIENCE = 30.0

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Served:
    """A server of one route that waits while it is told to."""

    port: int = 0
    free: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.arrived.release()
        await self.free.wait()
        return web.Response(text=f"{len(await request.read())} bytes")

    async def connected(self) -> Stream:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer

    async def asked(self) -> str:
        url = f"http://127.0.0.1:{self.port}/"
        async with (
            asyncio.timeout(PATIENCE),
            aiohttp.ClientSession() as session,
            session.post(url, data=b"12345") as response,
        ):
            return f"{response.status} {await response.text()}"


@asynccontextmanager
async def serving(most: int, *, header: float = PATIENCE, body: float = PATIENCE) -> AsyncIterator[Served]:
    served = Served()
    served.free.set()
    limits = ConnectionLimits(most=most, header_seconds=header, body_seconds=body)
    async with http_server([web.post("/", served.answer)], 0, limits=limits) as served.port:
        yield served
        for writer in served.writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def is_closed(stream: Stream) -> bool:
    """Waits for the server to close it."""
    async with asyncio.timeout(PATIENCE):
        try:
            return await stream[0].read() == b""
        except ConnectionError:
            return True


@pytest.mark.parametrize("said", [b"", b"POST / HTT", b"POST / HTTP/1.1\r\nHost: here\r\n"])
async def test_a_connection_that_sends_no_head_is_closed(said: bytes) -> None:
    async with serving(10, header=SECONDS) as served:
        stream = await served.connected()
        stream[1].write(said)
        assert await is_closed(stream)
        assert await served.asked() == "200 5 bytes"


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async with serving(10, body=SECONDS) as served:
        reader, writer = await served.connected()
        writer.write(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n12345")
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")


async def test_whoever_asks_takes_the_place_of_the_oldest_silent_one() -> None:
    async with serving(5) as served:
        silent = [await served.connected() for _ in range(30)]
        assert await served.asked() == "200 5 bytes"
        closed = [await is_closed(stream) for stream in silent[:20]]
        assert all(closed)


async def test_whoever_is_being_answered_keeps_their_place() -> None:
    async with serving(3) as served:
        served.free.clear()
        asking = [asyncio.create_task(served.asked()) for _ in range(3)]
        for _ in asking:
            await served.arrived.acquire()
        assert await is_closed(await served.connected())
        served.free.set()
        assert await asyncio.gather(*asking) == ["200 5 bytes"] * 3


@pytest.mark.parametrize("turns", range(8))
@pytest.mark.parametrize("most", [1, 10])
async def test_a_connection_that_comes_as_the_server_ends_is_closed(turns: int, most: int) -> None:
    with ExitStack() as knockers:
        async with serving(most) as served:
            both = [knockers.enter_context(knocking(served.port)) for _ in range(2)]
            await turns_of_the_loop(turns)
        assert [knocked_off(knocker) for knocker in both] == [True, True]
