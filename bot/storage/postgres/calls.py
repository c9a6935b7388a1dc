"""Calls in PostgreSQL: a row for each call, with columns to find it by; a counter for each year's numbers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from psycopg.errors import UniqueViolation

from bot.domain.calls import correction
from bot.domain.calls.call import Call
from bot.domain.calls.closing import may_archive
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats
from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import StaleVersionError, StoreUnwritableError
from bot.storage.documents import CALL
from bot.storage.indexing import age, month_of
from bot.storage.numbers import number_of, parts_of
from bot.storage.postgres.cache import StoreCache
from bot.storage.postgres.columns import CALL_COLUMNS, CALL_VALUES, WRITE_CALL, call_columns, card, decoded
from bot.storage.postgres.database import Connection, Database, Row, Values
from bot.storage.postgres.leases import WITH_OPENING, PostgresLeases
from bot.storage.postgres.records import PostgresRecords
from bot.storage.postgres.stats import PUT_STATS, values_of, with_stats

_PAGE = 200
"""How many calls `every` reads at a time."""

_WRITE_WITH_STATS = with_stats(WRITE_CALL)

_OPEN = f"""
    WITH known AS (SELECT body FROM calls WHERE origin = %(origin)s),
    counted AS (
        UPDATE numbers SET last = %(count)s
        WHERE year = %(year)s AND last = %(count)s - 1 AND NOT EXISTS (SELECT FROM known)
        RETURNING last
    ),
    opened AS (INSERT INTO calls ({CALL_COLUMNS}) SELECT {CALL_VALUES} FROM counted RETURNING id),
    leased AS (
        INSERT INTO leases (id, owner, until)
        SELECT id, %(owner)s, clock_timestamp() + %(lease)s * interval '1 second' FROM opened
    )
    SELECT (SELECT id FROM opened), (SELECT body FROM known), (SELECT last FROM numbers WHERE year = %(year)s)
"""  # noqa: S608  # columns
"""Opens a call under the number that follows the last one as it was known, if it is the last one still."""

_LAST = """
    WITH begun AS (INSERT INTO numbers (year, last) VALUES (%(year)s, 0) ON CONFLICT (year) DO NOTHING)
    SELECT coalesce((SELECT last FROM numbers WHERE year = %(year)s), 0),
        (SELECT body FROM calls WHERE origin = %(origin)s)
"""

_RESERVE = """
    INSERT INTO numbers (year, last) VALUES (%(year)s, %(last)s)
    ON CONFLICT (year) DO UPDATE SET last = greatest(numbers.last, excluded.last)
"""

_RECENT = """
    SELECT body FROM calls WHERE opened_by = %(by)s AND client = %(client)s AND opened_at >= %(since)s
"""

_OPENED_BY = """
    SELECT body FROM calls WHERE opened_by = %(person)s ORDER BY opened_at DESC, id DESC LIMIT %(limit)s
"""

_EVERY = 'SELECT body FROM calls WHERE id COLLATE "C" > %(after)s ORDER BY id COLLATE "C" LIMIT %(limit)s'

_ARCHIVE = """
    UPDATE calls SET month = %(month)s WHERE id = %(id)s AND version = %(version)s AND month IS NULL RETURNING id
"""


Run = Callable[[str, Values], Awaitable[Sequence[Row]]]
"""Runs a statement, in a transaction or as one."""


class _Opening:
    """A call that is to be opened: see `Calls.open`."""

    def __init__(self, origin: str, year: int, make: Callable[[str], Call]) -> None:
        self.origin = origin
        self.year = year
        self.make = make
        self.outcome: asyncio.Future[tuple[Call, bool]] = asyncio.get_running_loop().create_future()
        self.outcome.add_done_callback(_over)


class PostgresCalls(PostgresRecords[Call]):
    """The `Calls` port over the tables `calls`, `numbers` and `figures`."""

    def __init__(self, database: Database, cache: StoreCache, leases: PostgresLeases) -> None:
        super().__init__(database, cache, cache.calls, "calls")
        self._leases = leases
        self._opening = asyncio.Lock()
        self._last: dict[int, int] = {}
        self._opened: dict[str, str] = {}
        self._waiting: list[_Opening] = []

    async def load(self) -> None:
        """Reads what bots ask for all the time; to be called once, before the first use.

        Stats of another shape are written anew, so that the next start need not read their calls.

        Raises:
            StoreDamagedError: a call cannot be understood.
            StoreUnwritableError: the database cannot be reached, or refuses.
        """
        await self._cache.refreshed()
        outdated = self._cache.stats.outdated

        async def work(connection: Connection) -> None:
            for number in outdated:
                await connection.execute(PUT_STATS.encode(), self._cache.stats.row(number))

        if outdated:
            await self._database.transact(work)
        self._cache.stats.changed()

    async def get(self, id: str) -> Call | None:
        """See `Records`. Raises as there."""
        return await super().get(id) or next(iter(await self._find("id = %(id)s", id=id)), None)

    async def replace(self, document: Call, expected: int) -> Call:
        """See `Records`; an archived call cannot be replaced by an open one."""
        written = replace(document, version=expected + 1)
        values = {**call_columns(written), "expected": expected}
        stats = values_of(written)
        statement = _WRITE_WITH_STATS if stats else WRITE_CALL
        rows = await self._database.write(statement, {**values, **(stats or {})})
        if stats or not rows:
            self._cache.outdated()
        if not rows:
            # Whoever reads the call again finds that the domain no longer lets it be reopened.
            raise StaleVersionError(document.number)
        if rows[0][1]:
            self._documents.put(written)
        return written

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        """See `Calls`. The call's lease is taken at once: whoever opens a call is about to deliver its notices."""
        await self._cache.refreshed()
        if known := self._documents.get(self._opened.get(origin, "")):
            return known, False
        opening = _Opening(origin, year, make)
        self._waiting.append(opening)
        async with self._opening:
            if opening in self._waiting:
                waiting, self._waiting = self._waiting, []
                await asyncio.shield(self._open_all(waiting))
        return await opening.outcome

    async def _open_all(self, waiting: Sequence["_Opening"]) -> None:
        """Opens what waits in one transaction, which waits once for the disk; alone, in one statement."""

        async def work(connection: Connection) -> list[tuple[Call, bool] | Exception]:
            async def run(statement: str, values: Values) -> Sequence[Row]:
                return await (await connection.execute(statement.encode(), values)).fetchall()

            return [await self._numbered(each, run) for each in waiting]

        began = time.monotonic()
        try:
            if len(waiting) == 1:
                found = [await self._numbered(waiting[0], self._database.write)]
            else:
                found = await self._database.write_all(work)
        except Exception as error:  # noqa: BLE001  # told to each who waits
            self._last.clear()
            if len(waiting) > 1 and _is_of_an_origin(error.__cause__):
                for each in waiting:
                    await self._open_all([each])
                return
            found = [error] * len(waiting)
        for each, outcome in zip(waiting, found, strict=True):
            if isinstance(outcome, Exception):
                each.outcome.set_exception(outcome)
                continue
            call, is_new = outcome
            if is_new:
                self._documents.put(call)
                self._opened[each.origin] = call.number
                self._leases.granted(call.number, began + WITH_OPENING)
            each.outcome.set_result(outcome)

    async def _numbered(self, opening: "_Opening", run: Run) -> tuple[Call, bool] | Exception:
        """Returns what `open` does, or what `make` raises: a call that cannot be made takes no number."""
        year, origin = opening.year, opening.origin
        while True:
            if year not in self._last:
                ((self._last[year], known),) = await self._database.run(
                    _LAST, {"year": year, "origin": origin}
                )
                if known:
                    return decoded(CALL, known), False
            count = self._last[year] + 1
            try:
                call = opening.make(number_of(year, count))
                values = {**call_columns(call), "year": year, "count": count, "origin": origin}
            except Exception as error:  # noqa: BLE001  # the caller's own
                return error
            lease = {"owner": self._leases.owner, "lease": WITH_OPENING}
            try:
                ((opened, known, last),) = await run(_OPEN, {**values, **lease})
            except StoreUnwritableError as error:
                if not _is_of_an_origin(error.__cause__):
                    raise
                self._last.pop(year)  # a bot opened it in another year meanwhile
                continue
            if opened is not None:
                self._last[year] = count
                return call, True
            self._last[year] = last or 0
            if known:
                return decoded(CALL, known), False

    async def open_calls(self, client: str | None = None) -> list[Call]:
        """See `Calls`."""
        return await self._running(lambda call: call.is_open and client in (None, call.client.code))

    async def undecided(self) -> list[Call]:
        """See `Calls`."""
        return await self._running(awaited)

    async def awaiting_correction(self) -> list[Call]:
        """See `Calls`."""
        return await self._running(correction.is_open)

    async def every(self) -> AsyncIterator[Call]:
        """See `Calls`."""
        last = ""
        while rows := await self._database.run(_EVERY, {"after": last, "limit": _PAGE}):
            for (body,) in rows:
                call = decoded(CALL, body)
                yield call
            last = call.number

    async def recent(self, by: str, client: str, since: datetime, request: str | None = None) -> list[Call]:
        """See `Calls`."""
        await self._cache.refreshed()
        if self._cache.holds_calls_since(since):
            calls = [
                c
                for c in self._documents.understood()
                if c.opened.at >= since and c.opened.by == by and c.client.code == client
            ]
        else:
            rows = await self._database.run(_RECENT, {"by": by, "client": client, "since": since})
            calls = sorted((decoded(CALL, body) for (body,) in rows), key=age)
        return [call for call in reversed(calls) if request is None or call.request == request]

    async def opened_by(self, person: str, limit: int) -> list[Call]:
        """See `Calls`."""
        rows = await self._database.run(_OPENED_BY, {"person": person, "limit": limit})
        return [decoded(CALL, body) for (body,) in rows]

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """See `Calls`."""
        found = await self._find("cards @> ARRAY[%(card)s::text]", card=card(channel, ts))
        return next(iter(found), None)

    async def stats(
        self, client: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """See `Calls`."""
        await self._cache.refreshed()
        return self._cache.stats.of(client, since, until)

    async def assistance_minutes(self, client: str, since: date | None = None) -> int:
        """See `Calls`."""
        await self._cache.refreshed()
        return self._cache.stats.assistance_minutes(client, since)

    async def changed_elsewhere(self) -> list[Call]:
        """See `Calls`; what this bot wrote itself is among them."""
        await self._cache.refreshed()
        numbers = self._cache.stats.changed()
        return await self._find("id = ANY(%(numbers)s)", numbers=numbers) if numbers else []

    async def archive(self, now: datetime) -> int:
        """See `Calls`."""
        leaving = await self._running(
            lambda call: not call.is_open and next_action_at(call.notices) is None and may_archive(call, now)
        )
        archived = sum([await self._mark_archived(call) for call in leaving])
        self._opened = {origin: id for origin, id in self._opened.items() if id in self._documents}
        return archived

    async def last_number(self) -> str | None:
        """See `Store`."""
        rows = await self._database.run(
            "SELECT year, last FROM numbers WHERE last > 0 ORDER BY year DESC LIMIT 1"
        )
        return number_of(*rows[0]) if rows else None

    async def reserve(self, number: str) -> None:
        """See `Store.reserve_number`."""
        year, count = parts_of(number)
        await self._database.write(_RESERVE, {"year": year, "last": count})
        self._last.pop(year, None)

    async def _mark_archived(self, call: Call) -> int:
        """Returns how many were marked: none if somebody wrote the call since, or another bot archived it."""
        mark = {"id": call.number, "version": call.version, "month": month_of(call)}
        marked = len(await self._database.write(_ARCHIVE, mark))
        if marked:
            self._documents.drop(call.number, call.version)
        return marked

    async def _running(self, wanted: Callable[[Call], bool]) -> list[Call]:
        """Those calls that are not archived, oldest first."""
        await self._cache.refreshed()
        return [*filter(wanted, self._documents)]

    async def _find(self, condition: str, **values: Any) -> list[Call]:
        rows = await self._database.run(f"SELECT body FROM calls WHERE {condition}", values)  # noqa: S608  # of this module
        return [decoded(CALL, body) for (body,) in rows]


def _is_of_an_origin(error: BaseException | None) -> bool:
    """Whether there is a call of that origin already."""
    return isinstance(error, UniqueViolation) and error.diag.constraint_name == "calls_origin_key"


def _over(outcome: asyncio.Future[tuple[Call, bool]]) -> None:
    if not outcome.cancelled():
        outcome.exception()  # whoever asked may be cancelled
