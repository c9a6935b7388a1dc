"""One database: its connections, and what their failures mean."""

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

AT_THE_END = 1.0
"""Seconds for what is under way when the store is closed."""


def url_of(text: str) -> URL:
    """The address as SQLAlchemy reads it.

    Raises:
        ValueError: it is none; the text is not repeated, for it holds a password.
    """
    try:
        url = make_url(text)
    except exc.ArgumentError:
        url = None
    if url is None or url.drivername not in SCHEMES:
        raise ValueError("not the address of a database; allowed: postgresql://…")
    return url.set(drivername="postgresql+psycopg")


class Database:
    """Connections are made when they are needed, tried before they are used again, and kept."""

    def __init__(self, url: str) -> None:
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
        """One statement, a transaction by itself; the rows that it returns.

        Raises:
            StoreUnwritableError: the database cannot be reached, or refuses; or its answer was lost, and it was done.
        """
        return await self._to_the_end(self._run(statement, values))

    async def transact(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """All that `work` does, or nothing where it raises. Raises as `run`."""
        return await self._to_the_end(self._transact(work))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Sees one instant of the database, and changes nothing."""
        with _explained():
            async with self._engine.connect() as connection:
                await connection.execute(
                    sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
                yield connection

    async def close(self) -> None:
        """Nothing can be asked afterwards: it would open a connection that nobody closes."""
        self._closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=AT_THE_END)
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
        """Whatever becomes of who asked: SQLAlchemy loses the connection of one who is cancelled."""
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
            task.exception()  # who asked may be gone, and nobody else hears of it


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
