"""One database: its connections, and what their failures mean."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.domain.ports import StoreUnwritableError

SCHEMES = frozenset({"postgresql", "postgres"})

_REACH = {
    "connect_timeout": 5,
    # A peer that is gone without a word is found out in seconds, not in the system's two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def is_database(url: str) -> bool:
    """Whether this names a PostgreSQL database rather than a folder."""
    return url.partition("://")[0] in SCHEMES


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
        raise ValueError("DATABASE_URL: not the address of a database; allowed: postgresql://…")
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
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Committed at the end, undone by whatever is raised.

        Raises:
            StoreUnwritableError: the database cannot be reached, or refuses. A commit whose answer was lost may stand.
        """
        with _explained():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Sees one instant of the database, and changes nothing."""
        with _explained():
            async with self._engine.connect() as connection:
                await connection.execute(
                    sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
                yield connection

    async def run(self, statement: sa.Executable, values: Any = None) -> Sequence[sa.Row[Any]]:
        """One statement, a transaction by itself; the rows that it returns."""
        with _explained():
            async with self._single.connect() as connection:
                result = await connection.execute(statement, values)
                return result.all() if result.returns_rows else ()

    async def close(self) -> None:
        await self._engine.dispose()


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
