"""Stats of closed calls: a row for each, written with its call; all are kept in memory, and read when they change."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, stats_of
from bot.storage.documents import CALL, SCHEMA, Codec
from bot.storage.indexing import interned
from bot.storage.postgres.database import Database
from bot.storage.postgres.records import Columns, decoded
from bot.storage.postgres.tables import stats
from bot.storage.stats_index import StatsIndex

_STATS = Codec(CallStats)

SHAPE = " ".join([f"schema{SCHEMA}", *(field.name for field in fields(CallStats))])
"""A row of another shape was written by another version of this program, and is made anew from its call."""

_SINCE = sa.text("""
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, number, shape, figures.body,
        CASE WHEN shape <> :shape THEN calls.body END AS call
    FROM (SELECT) AS always
    LEFT JOIN figures ON written >= CAST(:seen AS xid8)
    LEFT JOIN calls ON calls.id = number
""").columns(body=sa.JSON, call=sa.JSON)
"""The rows of transactions that may not have ended the last time; at least one row, which has the new horizon."""


class StatsTable:
    """The stats of all closed calls, as of the last question."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = "0"
        self._catching_up = asyncio.Lock()
        self._rows: dict[str, CallStats] = {}
        self._index = StatsIndex()
        self._changed: set[str] = set()

    async def load(self) -> None:
        """Reads all rows, and writes those of another shape anew, so that the next start need not read their calls.

        Raises:
            StoreDamagedError: a call cannot be understood.
            StoreUnwritableError: the database cannot be reached, or refuses.
        """
        outdated = await self._catch_up()

        async def work(connection: AsyncConnection) -> None:
            for number in outdated:
                await _put(connection, number, self._rows.get(number))

        if outdated:
            await self._database.transact(work)
        self._changed.clear()

    async def changed(self) -> list[str]:
        """Returns the numbers of the calls whose rows were written since this was last asked. Raises as `load`."""
        await self._catch_up()
        changed, self._changed = self._changed, set()
        return sorted(changed)

    async def of(
        self, client: str | None, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """See `Calls`. Raises as `load`."""
        await self._catch_up()
        return self._index.of(client, since, until)

    async def assistance_minutes(self, client: str, since: date | None) -> int:
        """See `Calls`. Raises as `load`."""
        await self._catch_up()
        return self._index.assistance_minutes(client, since)

    async def _catch_up(self) -> list[str]:
        """Returns the numbers of the rows of another shape."""
        async with self._catching_up:
            return self._take(await self._database.run(_SINCE, {"seen": self._seen, "shape": SHAPE}))

    def _take(self, rows: Sequence[sa.Row[Any]]) -> list[str]:
        outdated = [row.number for row in rows if row.call is not None]
        self._changed.update(row.number for row in rows if row.number is not None)
        for row in rows:
            if row.call is not None:
                self._keep(row.number, stats_of(decoded(CALL, row.call)))
            elif row.number is not None:
                self._keep(row.number, interned(_STATS.decode(row.body)) if row.body else None)
        self._seen = rows[0].horizon
        return outdated

    def _keep(self, number: str, stats: CallStats | None) -> None:
        self._index.replace(self._rows.pop(number, None), stats)
        if stats:
            self._rows[number] = stats


def row_of(number: str, stats: CallStats | None) -> Columns:
    """Returns the row of a call; a call that was reopened has none to tell."""
    return {"number": number, "shape": SHAPE, "body": _STATS.encode(stats) if stats else None}


async def write(connection: AsyncConnection, calls: Iterable[Call]) -> None:
    """Writes the rows of these calls, in their transaction; a call that never had a report needs none."""
    for call in calls:
        if call.reports:
            # A redaction and another version change the texts, which other bots search, and maybe no figure.
            await _put(
                connection, call.number, stats_of(call), anyhow=not call.request or len(call.reports) > 1
            )


async def _put(
    connection: AsyncConnection, number: str, found: CallStats | None, *, anyhow: bool = False
) -> None:
    row = insert(stats).values(row_of(number, found))
    new = {"shape": row.excluded.shape, "body": row.excluded.body, "written": sa.func.pg_current_xact_id()}
    changed = sa.cast(stats.c.body, sa.Text).is_distinct_from(sa.cast(row.excluded.body, sa.Text))
    changed |= stats.c.shape != row.excluded.shape
    changed |= sa.literal(anyhow)
    await connection.execute(
        row.on_conflict_do_update(index_elements=[stats.c.number], set_=new, where=changed)
    )
