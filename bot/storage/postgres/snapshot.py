"""A whole database: read as of one instant beside its bots, or filled in one transaction."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calls.call import Call
from bot.domain.calls.stats import stats_of
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.documents import CALL, DIRECTORY, WEEK
from bot.storage.errors import StoreNotEmptyError
from bot.storage.indexing import month_of
from bot.storage.numbers import ReservedNumbers, highest_counts, number_of
from bot.storage.postgres.calls import call_columns
from bot.storage.postgres.clients import directory_of
from bot.storage.postgres.database import Database
from bot.storage.postgres.records import Columns, decoded, document_columns
from bot.storage.postgres.schema import migrate
from bot.storage.postgres.stats import row_of
from bot.storage.postgres.tables import calls, directory, numbers, stats, weeks
from bot.storage.snapshot import Kept, Record

_PAGE = 200
"""How many rows are read or written at a time."""

_CALLS = sa.select(calls.c.body, calls.c.month).order_by(
    sa.collate(calls.c.month, "C").nulls_last(), sa.func.length(calls.c.id), sa.collate(calls.c.id, "C")
)

_HOLDS_SOMETHING = sa.or_(
    sa.exists(sa.select(calls)),
    sa.exists(sa.select(weeks)),
    sa.exists(sa.select(numbers)),
    sa.exists(sa.select(directory).where(directory.c.version > 0)),
)


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

        async def work(connection: AsyncConnection) -> None:
            await migrate(connection)
            await connection.execute(sa.text("LOCK TABLE calls, weeks, directory, numbers IN EXCLUSIVE MODE"))
            if await connection.scalar(sa.select(_HOLDS_SOMETHING)):
                raise StoreNotEmptyError("there is a store in the database already")
            await _fill(connection, records)

        database = Database(self._url)
        try:
            await database.transact(work)
        finally:
            await database.close()


async def _records(connection: AsyncConnection) -> AsyncIterator[Record]:
    body = await connection.scalar(sa.select(directory.c.body))
    if body is not None:
        yield Record(directory_of(body))
    for row in await connection.execute(sa.select(weeks.c.body).order_by(sa.collate(weeks.c.id, "C"))):
        yield Record(decoded(WEEK, row.body))
    known: set[str] = set()
    async with connection.stream(_CALLS, execution_options={"yield_per": _PAGE}) as rows:
        async for row in rows:
            call = decoded(CALL, row.body)
            known.add(call.number)
            yield Record(call, archived=row.month is not None)
    highest = highest_counts(known)
    for row in await connection.execute(sa.select(numbers).order_by(numbers.c.year)):
        if row.last > highest.get(row.year, 0):
            yield Record(ReservedNumbers(year=row.year, count=row.last))


async def _fill(connection: AsyncConnection, records: AsyncIterator[Record]) -> None:
    taken: set[str] = set()
    async for page in _pages(records):
        taken.update(number for record in page if (number := _number(record.document)))
        rows = [row for record in page for row in _rows(record)]
        for table in (directory, weeks, calls, stats):
            await _put(connection, table, [columns for kind, columns in rows if kind is table])
    last = [{"year": year, "last": count} for year, count in highest_counts(taken).items()]
    await _put(connection, numbers, last)


async def _pages(records: AsyncIterator[Record]) -> AsyncIterator[list[Record]]:
    page: list[Record] = []
    async for record in records:
        page.append(record)
        if len(page) == _PAGE:
            yield page
            page = []
    yield page


def _rows(record: Record) -> Iterator[tuple[sa.Table, Columns]]:
    match record.document:
        case Directory() as document:
            yield directory, {"version": document.version, "body": DIRECTORY.encode(document)}
        case Week() as week:
            yield weeks, document_columns(week, WEEK)
        case Call() as call:
            yield calls, {**call_columns(call), "month": month_of(call) if record.archived else None}
            if call.reports:
                yield stats, row_of(call.number, stats_of(call))


def _number(document: Kept) -> str | None:
    """The number that the document takes; None if it takes none."""
    match document:
        case Call():
            return document.number
        case ReservedNumbers():
            return number_of(document.year, document.count)
        case _:
            return None


async def _put(connection: AsyncConnection, table: sa.Table, rows: Sequence[Columns]) -> None:
    if rows and table is directory:
        await connection.execute(sa.delete(directory))  # the empty one, there since the tables were created
    if rows:
        await connection.execute(sa.insert(table), rows)
