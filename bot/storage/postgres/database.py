"""The database: its connections, and what their failures mean."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.domain.ports import StoreUnwritableError
from bot.storage.observation import ObserveWrite, timed, unobserved

T = TypeVar("T")

SCHEMES = frozenset({"postgresql", "postgres"})

_REACH = {
    "connect_timeout": 5,
    # A peer that is gone without a word is found out in seconds, not in the system's two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

LAST_PORT = 65535
_PORT = f"its port is no number from 1 to {LAST_PORT}; a /, @ or : in the password is written %2F, %40, %3A"

CLOSE_TIMEOUT = 1.0
"""Seconds that statements under way have when the store is closed."""


def url_of(text: str) -> URL:
    """Returns the address as SQLAlchemy reads it.

    Raises:
        ValueError: it is none; the message does not repeat the text, which holds a password.
    """
    try:
        url = make_url(text)
    except exc.ArgumentError:
        url = None
    except ValueError:  # SQLAlchemy's, of a port that is no number, repeats it
        raise ValueError(_PORT) from None
    if url is None or url.drivername not in SCHEMES:
        raise ValueError("not the address of a database; allowed: postgresql://…")
    if url.port is not None and not 0 < url.port <= LAST_PORT:
        raise ValueError(_PORT)
    return url.set(drivername="postgresql+psycopg")


class Database:
    """A pool of connections, made when they are needed and tested before they are used again.

    Args:
        url: the address, as `postgresql://…`.
        observe_write: receives the seconds that each write of documents took.

    Raises:
        ValueError: the address is none of a PostgreSQL database.
    """

    def __init__(self, url: str, *, observe_write: ObserveWrite = unobserved) -> None:
        self._observe_write = observe_write
        self._engine = create_async_engine(
            url_of(url),
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=5,
            pool_timeout=5,
            connect_args=_REACH,
            json_serializer=_json,
            json_deserializer=orjson.loads,
        )
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def run(self, statement: sa.Executable, values: Any = None) -> Sequence[sa.Row[Any]]:
        """Runs one statement, a transaction by itself, and returns its rows.

        Raises:
            StoreUnwritableError: the database cannot be reached, or refuses; or its answer was lost, and it was done.
        """
        return await self._to_the_end(self._run(statement, values))

    async def write(self, statement: sa.Executable) -> Sequence[sa.Row[Any]]:
        """Runs a statement that changes a document, and observes its time. Returns and raises as `run`."""
        with timed(self._observe_write):
            return await self.run(statement)

    async def transact(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Runs a transaction, which is rolled back if `work` raises; returns what `work` does. Raises as `run`."""
        return await self._to_the_end(self._transact(work))

    async def write_all(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Runs a transaction that changes documents, and observes its time. Returns and raises as `transact`."""
        with timed(self._observe_write):
            return await self.transact(work)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection that sees the database as of one instant and cannot change it. Raises as `run`."""
        with _explained():
            async with self._engine.connect() as connection:
                await connection.execute(
                    sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
                yield connection

    async def close(self) -> None:
        """Closes the connections; statements are refused afterwards, because nobody would close their connection."""
        self._closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSE_TIMEOUT)
        await self._engine.dispose()

    async def _run(self, statement: sa.Executable, values: Any) -> Sequence[sa.Row[Any]]:
        with _explained():
            async with self._single.connect() as connection:
                result = await connection.execute(statement, values)
                return result.all() if result.returns_rows else ()

    async def _transact(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        with _explained():
            async with self._engine.begin() as connection:
                return await work(connection)

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Finishes the work although the caller is cancelled: SQLAlchemy loses the connection of a cancelled task."""
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


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except exc.DataError:
        raise
    except exc.DBAPIError as error:
        raise StoreUnwritableError(f"the database: {_first_line(error.orig)}") from error
    except exc.TimeoutError as error:
        raise StoreUnwritableError("the database: all connections are busy") from error


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _json(document: Any) -> str:
    return orjson.dumps(document).decode()
