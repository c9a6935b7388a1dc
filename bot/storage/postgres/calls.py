"""Calls in PostgreSQL: a row for each call, with columns to find it by; a counter for each year's numbers."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calls import correction
from bot.domain.calls.call import Call
from bot.domain.calls.closing import may_archive
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats
from bot.domain.ports import StaleVersionError
from bot.storage.documents import CALL
from bot.storage.indexing import age, cards_of, month_of
from bot.storage.numbers import number_of, parts_of
from bot.storage.postgres import stats
from bot.storage.postgres.database import Database
from bot.storage.postgres.records import Columns, PostgresRecords, document_columns
from bot.storage.postgres.stats import StatsTable
from bot.storage.postgres.tables import calls, numbers

_PAGE = 200
"""How many calls `every` reads at a time."""


class _OriginKnownError(Exception):
    """Another bot opened the call of this origin meanwhile; rolls back the transaction, and with it the number."""


class PostgresCalls(PostgresRecords[Call]):
    """The `Calls` port over the tables `calls`, `numbers` and `figures`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, calls, CALL)
        self._stats = StatsTable(database)

    async def load(self) -> None:
        """Reads the stats of all closed calls; to be called once, before the first use.

        Raises:
            StoreDamagedError: a call cannot be understood.
            StoreUnwritableError: the database cannot be reached, or refuses.
        """
        await self._stats.load()

    async def replace(self, document: Call, expected: int) -> Call:
        """See `Records`; an archived call cannot be replaced by an open one."""
        written = replace(document, version=expected + 1)
        # Whoever reads the call again finds that the domain no longer lets it be reopened.
        lasting = calls.c.month.is_(None) | sa.literal(not document.is_open)

        async def work(connection: AsyncConnection) -> Call:
            if await connection.scalar(self._compare_and_set(written, expected).where(lasting)) is None:
                raise StaleVersionError(document.number)
            await stats.write(connection, [written])
            return written

        return await self._database.write_all(work)

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        """See `Calls`."""

        async def work(connection: AsyncConnection) -> Call:
            call = make(number_of(year, await _next_count(connection, year)))
            await self._insert(connection, call)
            return call

        if known := await self._find(calls.c.origin == origin):
            return known[0], False
        try:
            return await self._database.write_all(work), True
        except _OriginKnownError:
            return (await self._find(calls.c.origin == origin))[0], False

    async def open_calls(self, client: str | None = None) -> list[Call]:
        """See `Calls`."""
        wanted = calls.c.is_open if client is None else calls.c.is_open & (calls.c.client == client)
        return sorted(await self._find(wanted), key=age)

    async def undecided(self) -> list[Call]:
        """See `Calls`."""
        return sorted(filter(awaited, await self._find(calls.c.month.is_(None))), key=age)

    async def awaiting_correction(self) -> list[Call]:
        """See `Calls`."""
        return sorted(filter(correction.is_open, await self._find(calls.c.month.is_(None))), key=age)

    async def every(self) -> AsyncIterator[Call]:
        """See `Calls`."""
        last = ""
        while page := await self._page(last):
            for call in page:
                yield call
            last = page[-1].number

    async def recent(self, by: str, client: str, since: datetime, request: str | None = None) -> list[Call]:
        """See `Calls`."""
        c = calls.c
        wanted = (c.opened_by == by) & (c.client == client) & (c.opened_at >= since)
        if request is not None:
            # As it stands in the JSON: to take it out of there, PostgreSQL would refuse a document with a NUL.
            wanted &= sa.func.strpos(sa.cast(c.body, sa.Text), orjson.dumps(request).decode()) > 0
        found = [call for call in await self._find(wanted) if request is None or call.request == request]
        return sorted(found, key=age, reverse=True)

    async def opened_by(self, person: str, limit: int) -> list[Call]:
        """See `Calls`."""
        c = calls.c
        own = self._select().where(c.opened_by == person)
        found = await self._database.run(own.order_by(c.opened_at.desc(), c.id.desc()).limit(limit))
        return [self._decode(row.body) for row in found]

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """See `Calls`."""
        return next(iter(await self._find(calls.c.cards.contains([_card(channel, ts)]))), None)

    async def stats(
        self, client: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """See `Calls`."""
        return await self._stats.of(client, since, until)

    async def assistance_minutes(self, client: str, since: date | None = None) -> int:
        """See `Calls`."""
        return await self._stats.assistance_minutes(client, since)

    async def changed_elsewhere(self) -> list[Call]:
        """See `Calls`; what this bot wrote itself is among them."""
        numbers = await self._stats.changed()
        return await self._find(calls.c.id.in_(numbers)) if numbers else []

    async def archive(self, now: datetime) -> int:
        """See `Calls`."""
        silent = calls.c.month.is_(None) & ~calls.c.is_open & calls.c.next_at.is_(None)
        leaving = [call for call in await self._find(silent) if may_archive(call, now)]
        return sum([await self._mark_archived(call) for call in leaving])

    async def last_number(self) -> str | None:
        """See `Store`."""
        latest = sa.select(numbers).where(numbers.c.last > 0).order_by(numbers.c.year.desc()).limit(1)
        row = next(iter(await self._database.run(latest)), None)
        return number_of(row.year, row.last) if row else None

    async def reserve(self, number: str) -> None:
        """See `Store.reserve_number`."""
        year, count = parts_of(number)
        first = insert(numbers).values(year=year, last=count)
        higher = {"last": sa.func.greatest(numbers.c.last, count)}
        raised = first.on_conflict_do_update(index_elements=[numbers.c.year], set_=higher)
        await self._database.write(raised)

    async def _page(self, after: str) -> list[Call]:
        number = sa.collate(calls.c.id, "C")
        page = self._select().where(number > after).order_by(number).limit(_PAGE)
        return [self._decode(row.body) for row in await self._database.run(page)]

    async def _mark_archived(self, call: Call) -> int:
        """Returns how many were marked: none if somebody wrote the call since, or another bot archived it."""
        same = (calls.c.id == call.number) & (calls.c.version == call.version) & calls.c.month.is_(None)
        mark = sa.update(calls).where(same).values(month=month_of(call)).returning(calls.c.id)
        return len(await self._database.write(mark))

    async def _find(self, condition: sa.ColumnElement[bool]) -> list[Call]:
        return [self._decode(row.body) for row in await self._database.run(self._select().where(condition))]

    async def _insert(self, connection: AsyncConnection, call: Call) -> None:
        new = insert(calls).values(self._row(call)).on_conflict_do_nothing(index_elements=[calls.c.origin])
        if await connection.scalar(new.returning(calls.c.id)) is None:
            raise _OriginKnownError
        await stats.write(connection, [call])

    def _row(self, document: Call) -> Columns:
        return call_columns(document)


def call_columns(call: Call) -> Columns:
    """Returns all columns but `month`, which a call has once it is archived."""
    return {
        **document_columns(call, CALL),
        "origin": call.origin,
        "is_open": call.is_open,
        "opened_at": call.opened.at,
        "opened_by": call.opened.by,
        "client": call.client.code,
        "cards": [_card(channel, ts) for channel, ts in cards_of(call)],
    }


def _card(channel: str, ts: str) -> str:
    return f"{channel}/{ts}"


async def _next_count(connection: AsyncConnection, year: int) -> int:
    """Takes the year's next count, and locks the counter until the transaction ends, so that numbers have no gaps."""
    first = insert(numbers).values(year=year, last=1)
    following = first.on_conflict_do_update(
        index_elements=[numbers.c.year], set_={"last": numbers.c.last + 1}
    )
    count = await connection.scalar(following.returning(numbers.c.last))
    assert count is not None  # noqa: S101  # an upsert returns its row
    return int(count)
