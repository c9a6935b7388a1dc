"""The database: its connections, and what their failures mean."""

import asyncio
import re
import select
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict

from bot.domain.ports import StoreUnwritableError
from bot.storage.observation import ObserveWrite, timed, unobserved

T = TypeVar("T")

Values = Mapping[str, Any]
"""What a statement's `%(name)s` stand for."""

Row = tuple[Any, ...]
Connection = AsyncConnection[Row]

LAST_PORT = 65535
_PORT = f"its port is no number from 1 to {LAST_PORT}; a /, @ or : in the password is written %2F, %40, %3A"

_REACH = {
    "connect_timeout": 5,
    # A peer that is gone without a word is found out in seconds, not in the system's two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

CONNECTIONS = 10
"""At most; they are made when they are needed."""

BUSY_TIMEOUT = 5.0
"""Seconds that a statement waits for a connection."""

GLANCES = 10
"""How often it looks meanwhile whether one is free."""

CLOSE_TIMEOUT = 1.0
"""Seconds that statements under way have when the store is closed."""


def url_of(text: str) -> str:
    """Returns the address as libpq reads it.

    Raises:
        ValueError: it is none; the message does not repeat the text, which holds a password.
    """
    if not re.match(r"postgres(ql)?://", text):
        raise ValueError("not the address of a database; allowed: postgresql://…")
    try:
        ports = conninfo_to_dict(text).get("port")
    except psycopg.ProgrammingError:  # repeats it
        raise ValueError("not the address of a database; allowed: postgresql://…") from None
    for port in str(ports).split(",") if ports is not None else ():
        if not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) <= LAST_PORT):
            raise ValueError(_PORT)
    return text


class _AsStored(Loader):
    """Leaves a JSON document as its bytes: a document that is known already is not parsed."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class Database:
    """A few connections, made when they are needed; one that broke while it rested is not used again.

    Each statement outside of `transact` is a transaction by itself: neither BEGIN nor COMMIT is sent.

    Args:
        url: the address, as `postgresql://…`.
        observe_write: receives the seconds that each write of documents took.

    Raises:
        ValueError: the address is none of a PostgreSQL database.
    """

    def __init__(self, url: str, *, observe_write: ObserveWrite = unobserved) -> None:
        self._url = url_of(url)
        self._observe_write = observe_write
        self._resting: list[Connection] = []
        self._free = asyncio.Semaphore(CONNECTIONS)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, statement: str, values: Values | None = None) -> Sequence[Row]:
        """Runs one statement, a transaction by itself, and returns its rows; JSON comes as bytes.

        Raises:
            StoreUnwritableError: the database cannot be reached, or refuses; or its answer was lost, and it was done.
        """
        return await self._to_the_end(self._run(statement, values))

    async def write(self, statement: str, values: Values) -> Sequence[Row]:
        """Runs a statement that changes a document, and observes its time. Returns and raises as `run`."""
        with timed(self._observe_write):
            return await self.run(statement, values)

    async def transact(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Runs a transaction, which is rolled back if `work` raises; returns what `work` does. Raises as `run`."""
        return await self._to_the_end(self._transact(work))

    async def write_all(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Runs a transaction that changes documents, and observes its time. Returns and raises as `transact`."""
        with timed(self._observe_write):
            return await self.transact(work)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Gives a connection that sees the database as of one instant and cannot change it. Raises as `run`."""
        with _explained():
            async with self._connected() as connection, connection.transaction():
                await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield connection

    async def close(self) -> None:
        """Closes the connections; statements are refused afterwards, because nobody would close their connection."""
        self._closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSE_TIMEOUT)
        while self._resting:
            await self._resting.pop().close()

    async def _run(self, statement: str, values: Values | None) -> Sequence[Row]:
        with _explained():
            async with self._connected() as connection:
                cursor = await connection.execute(statement.encode(), values)
                return await cursor.fetchall() if cursor.description else ()

    async def _transact(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        with _explained():
            async with self._connected() as connection, connection.transaction():
                return await work(connection)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        if self._free.locked():
            await self._turn()
        else:
            await self._free.acquire()
        try:
            connection = await self._rested() or await self._new()
            try:
                yield connection
            finally:
                if self._closed or not _is_at_rest(connection):
                    await connection.close()
                else:
                    self._resting.append(connection)
        finally:
            self._free.release()

    async def _turn(self) -> None:
        """Waits for a connection that is free; counts in glances, so that a bot that stood still has waited for one."""
        turn = asyncio.create_task(self._free.acquire())
        for _ in range(GLANCES):
            if (await asyncio.wait({turn}, timeout=BUSY_TIMEOUT / GLANCES))[0]:
                return
        turn.cancel()
        raise StoreUnwritableError("the database: all connections are busy")

    async def _rested(self) -> Connection | None:
        while self._resting:
            connection = self._resting.pop()
            if _is_at_rest(connection) and _lives(connection):
                return connection
            await connection.close()
        return None

    async def _new(self) -> Connection:
        connection = await AsyncConnection.connect(self._url, autocommit=True, **_REACH)  # type: ignore[arg-type]  # for libpq
        connection.adapters.register_loader("json", _AsStored)
        return connection

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Finishes the work although the caller is cancelled: what was begun may be done, and is heard of."""
        if self._closed:
            work.close()
            raise StoreUnwritableError("the database: it was closed, and is used no more")
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._over)
        return await asyncio.shield(task)

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may be cancelled, and asyncio warns of an error that nobody retrieved


def _is_at_rest(connection: Connection) -> bool:
    return connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def _lives(connection: Connection) -> bool:
    """Whether the server has said nothing, such as farewell, while it rested; asks this machine alone."""
    unread = select.poll()
    unread.register(connection.fileno(), select.POLLIN)
    return not unread.poll(0)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except psycopg.DataError:
        raise
    except psycopg.Error as error:
        raise StoreUnwritableError(f"the database: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
