"""`lina store check` of a database."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, TypeVar

import orjson
from psycopg.rows import dict_row

from bot.domain.calls.call import Call
from bot.domain.calls.stats import stats_of
from bot.storage.documents import CALL, DIRECTORY, WEEK, Codec, Stored, name_of
from bot.storage.errors import DocumentError
from bot.storage.numbers import highest_counts
from bot.storage.postgres.columns import Columns, call_columns, document_columns
from bot.storage.postgres.database import Connection, Database
from bot.storage.postgres.schema import migrate
from bot.storage.postgres.stats import row_of
from bot.storage.report import StoreReport

T = TypeVar("T")

_PAGE = 200

_CALLS = """
    SELECT calls.*, figures.body AS stats, shape FROM calls LEFT JOIN figures ON figures.number = calls.id
"""


async def check(url: str) -> StoreReport:
    """Reads all documents, beside the bots, and reports what is wrong. Changes none; raises as `PostgresStore.open`."""
    database = Database(url)
    try:
        await database.transact(migrate)
        async with database.snapshot() as connection:
            return await _Inspection(connection).report()
    finally:
        await database.close()


class _Inspection:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._problems: list[str] = []

    async def report(self) -> StoreReport:
        counts: Counter[str] = Counter()
        known: list[str] = []
        async for row in self._rows(_CALLS):
            for call in self._decoded(row["id"], row["body"], CALL):
                counts["archived" if row["month"] else "open"] += 1
                self._problems.extend(f"call {call.number}: {what}" for what in _wrong(row, call))
            known.append(row["id"])
        async for row in self._rows("SELECT * FROM weeks"):
            for week in self._decoded(row["id"], row["body"], WEEK):
                counts["weeks"] += 1
                if _differing(row, document_columns(week, WEEK)):
                    self._problems.append(f"{week.id}: its row says another thing than its document")
        async for row in self._rows("SELECT body FROM directory WHERE body IS NOT NULL"):
            for clients in self._decoded("clients", row["body"], DIRECTORY):
                counts["clients"] += len(clients.clients)
        await self._compare_numbers(known)
        return StoreReport(
            counts["open"], counts["archived"], counts["weeks"], counts["clients"], tuple(self._problems)
        )

    async def _rows(self, statement: str) -> AsyncIterator[Mapping[str, Any]]:
        async with self._connection.cursor("inspected", row_factory=dict_row) as rows:
            rows.itersize = _PAGE
            async for row in await rows.execute(statement.encode()):
                yield row

    async def _compare_numbers(self, known: list[str]) -> None:
        rows = await self._connection.execute("SELECT year, last FROM numbers")
        last = {year: count async for year, count in rows}
        for year, count in highest_counts(known).items():
            if last.get(year, 0) < count:
                self._problems.append(
                    f"{year}: the counter is at {last.get(year, 0)}, though call {count} is there"
                )

    def _decoded(self, id: str, body: bytes, codec: Codec[T]) -> list[T]:
        stored: Stored = orjson.loads(body)
        try:
            return [codec.decode(stored)]
        except DocumentError as error:
            self._problems.append(f"{name_of(stored, id)}: {error}")
            return []


def _wrong(row: Mapping[str, Any], call: Call) -> Iterator[str]:
    if _differing(row, call_columns(call)):
        yield "its row says another thing than its document"
    if row["month"] and call.is_open:
        yield "it is open, and retired"
    expected = row_of(call.number, stats_of(call))
    if (
        call.reports
        and row["shape"] in {None, expected["shape"]}
        and not _same(row["stats"], expected["stats"])
    ):
        yield "its figures are not those of its document"


def _same(stored: bytes | None, expected: str | None) -> bool:
    if stored is None or expected is None:
        return stored is None and expected is None
    return bool(orjson.loads(stored) == orjson.loads(expected))


def _differing(row: Mapping[str, Any], expected: Columns) -> bool:
    # The document itself may lack what a later version of this program has added.
    return any(row[name] != value for name, value in expected.items() if name != "body")
