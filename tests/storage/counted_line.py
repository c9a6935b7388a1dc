"""A line to a PostgreSQL that counts what goes over it, whatever the client's library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from tests.storage.cut_line import CutLine


@dataclass(slots=True)
class Traffic:
    """What was asked and answered.

    Attributes:
        statements: that the server executed, BEGIN and COMMIT among them.
        transactions: that it ended; a statement outside of one is one by itself.
        rows: that it returned.
        connections: that were made.
    """

    statements: int = 0
    transactions: int = 0
    rows: int = 0
    connections: int = 0


class CountedLine(CutLine):
    """Counts in `traffic`, by the messages of the protocol (https://www.postgresql.org/docs/current/protocol.html)."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.traffic = Traffic()

    @property
    def url(self) -> str:
        """Without encryption, so that the messages can be told apart."""
        return f"{super().url}&sslmode=disable&gssencmode=disable"

    def reset(self) -> None:
        """Counts from zero."""
        self.traffic = Traffic()

    async def _connect_both(
        self,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.traffic.connections += 1
        first = await near[0].readexactly(4)  # the first message has no type
        far[1].write(first + await near[0].readexactly(int.from_bytes(first) - 4))
        ways = (self._asked(near[0], far[1]), self._answered(far[0], near[1]))
        await asyncio.wait([asyncio.create_task(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                kind = await _passed(reader, writer)
                self.traffic.statements += kind[:1] in {b"Q", b"E"}

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while await _passed(reader, writer) != b"ZI":
                """What is said at the beginning of a connection."""
            done = False
            while True:
                message = await _passed(reader, writer)
                self.traffic.rows += message[:1] == b"D"
                self.traffic.transactions += (
                    done and message == b"ZI"
                )  # a statement that is only prepared does nothing
                done = message[:1] == b"C" or (done and message[:1] != b"Z")


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """Passes a message on; returns its type and the first byte of what it says."""
    head = await reader.readexactly(5)
    rest = await reader.readexactly(int.from_bytes(head[1:]) - 4)
    writer.write(head + rest)
    await writer.drain()
    return head[:1] + rest[:1]


@asynccontextmanager
async def counted_line_to(url: str) -> AsyncIterator[CountedLine]:
    """A line that is open until the end."""
    line = CountedLine(url)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
