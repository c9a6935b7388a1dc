"""A whole database: read as of one instant beside its bots, or filled in one transaction."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from bot.domain.calls.call import Call
from bot.domain.calls.stats import stats_of
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.documents import CALL, DIRECTORY, WEEK
from bot.storage.errors import StoreNotEmptyError
from bot.storage.indexing import month_of
from bot.storage.numbers import ReservedNumbers, highest_counts, number_of
from bot.storage.postgres.columns import (
    ADD_WEEK,
    CALL_COLUMNS,
    CALL_VALUES,
    call_columns,
    decoded,
    directory_of,
    document_columns,
)
from bot.storage.postgres.database import Connection, Database
from bot.storage.postgres.schema import migrate
from bot.storage.postgres.stats import PUT_STATS, row_of
from bot.storage.snapshot import Kept, Record

_PAGE = 200
"""How many rows are read or written at a time."""

_CALLS = """
    SELECT body, month IS NOT NULL FROM calls
    ORDER BY month COLLATE "C" NULLS LAST, length(id), id COLLATE "C"
"""

_HOLDS_SOMETHING = """
    SELECT EXISTS (SELECT FROM calls) OR EXISTS (SELECT FROM weeks) OR EXISTS (SELECT FROM numbers)
        OR EXISTS (SELECT FROM directory WHERE version > 0)
"""

_PUT_CALL = f"INSERT INTO calls ({CALL_COLUMNS}, month) VALUES ({CALL_VALUES}, %(month)s)"  # noqa: S608  # columns
_PUT_DIRECTORY = "UPDATE directory SET version = %(version)s, body = %(body)s::json"
_PUT_NUMBER = "INSERT INTO numbers (year, last) VALUES (%(year)s, %(last)s)"


class PostgresSnapshot:
    """A database as a `StoreSnapshot`.

    Args:
        url: the address, as `postgresql://…`.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def records(self) -> AsyncGenerator[Record, None]:
        """Yields all records. Raises as `PostgresStore.open`."""
        database = Database(self._url)
        try:
            await database.transact(migrate)
            async with database.snapshot() as connection:
                async for record in _records(connection):
                    yield record
        finally:
            await database.close()

    async def fill(self, records: AsyncIterator[Record]) -> None:
        """Creates the tables if need be, and fills them: with all records, or with none.

        Raises:
            StoreNotEmptyError: there is a store already.
            StoreUnwritableError: the database cannot be reached, or refuses.
        """

        async def work(connection: Connection) -> None:
            await migrate(connection)
            await connection.execute("LOCK TABLE calls, weeks, directory, numbers IN EXCLUSIVE MODE")
            ((holds_something,),) = await (await connection.execute(_HOLDS_SOMETHING)).fetchall()
            if holds_something:
                raise StoreNotEmptyError("there is a store in the database already")
            await _fill(connection, records)

        database = Database(self._url)
        try:
            await database.transact(work)
        finally:
            await database.close()


async def _records(connection: Connection) -> AsyncIterator[Record]:
    async for (body,) in await connection.execute("SELECT body FROM directory WHERE body IS NOT NULL"):
        yield Record(directory_of(body))
    async for (body,) in await connection.execute('SELECT body FROM weeks ORDER BY id COLLATE "C"'):
        yield Record(decoded(WEEK, body))
    known: set[str] = set()
    async with connection.cursor("calls") as rows:
        rows.itersize = _PAGE
        async for body, archived in await rows.execute(_CALLS):
            call = decoded(CALL, body)
            known.add(call.number)
            yield Record(call, archived=archived)
    highest = highest_counts(known)
    async for year, last in await connection.execute("SELECT year, last FROM numbers ORDER BY year"):
        if last > highest.get(year, 0):
            yield Record(ReservedNumbers(year=year, count=last))


async def _fill(connection: Connection, records: AsyncIterator[Record]) -> None:
    taken: set[str] = set()
    async for page in _pages(records):
        taken.update(number for record in page if (number := _number(record.document)))
        rows = [row for record in page for row in _rows(record)]
        for statement in (_PUT_DIRECTORY, ADD_WEEK, _PUT_CALL, PUT_STATS):
            await _put(connection, statement, [values for kind, values in rows if kind is statement])
    last = [{"year": year, "last": count} for year, count in highest_counts(taken).items()]
    await _put(connection, _PUT_NUMBER, last)


async def _pages(records: AsyncIterator[Record]) -> AsyncIterator[list[Record]]:
    page: list[Record] = []
    async for record in records:
        page.append(record)
        if len(page) == _PAGE:
            yield page
            page = []
    yield page


def _rows(record: Record) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields statements with their values."""
    match record.document:
        case Directory() as document:
            yield _PUT_DIRECTORY, {"version": document.version, "body": DIRECTORY.text(document)}
        case Week() as week:
            yield ADD_WEEK, document_columns(week, WEEK)
        case Call() as call:
            yield _PUT_CALL, {**call_columns(call), "month": month_of(call) if record.archived else None}
            if call.reports:
                yield PUT_STATS, row_of(call.number, stats_of(call))


def _number(document: Kept) -> str | None:
    """The number that the document takes; None if it takes none."""
    match document:
        case Call():
            return document.number
        case ReservedNumbers():
            return number_of(document.year, document.count)
        case _:
            return None


async def _put(connection: Connection, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        async with connection.cursor() as cursor:
            await cursor.executemany(statement.encode(), rows)
