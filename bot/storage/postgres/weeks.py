"""The weeks of the rota in PostgreSQL."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.ports import StaleVersionError
from bot.domain.rota.week import Week, week_id
from bot.storage.documents import WEEK
from bot.storage.postgres import tables
from bot.storage.postgres.database import Database
from bot.storage.postgres.records import PostgresRecords


class PostgresWeeks(PostgresRecords[Week]):
    """The `Weeks` port over the table `weeks`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, tables.weeks, WEEK)

    async def of(self, monday: date) -> Week | None:
        """See `Weeks`."""
        return await self.get(week_id(monday))

    async def add(self, week: Week) -> Week:
        """See `Weeks`."""
        new = insert(self._table).values(self._row(week)).on_conflict_do_nothing()
        await self._database.write(new)
        added = await self.get(week.id)
        assert added is not None  # noqa: S101  # weeks are never removed
        return added

    async def replace(self, document: Week, expected: int) -> Week:
        """See `Records`."""
        written = replace(document, version=expected + 1)
        if not await self._database.write(self._compare_and_set(written, expected)):
            raise StaleVersionError(document.id)
        return written

    async def ledger(self) -> list[Week]:
        """See `Weeks`."""
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        """See `Weeks`."""
        rows = await self._database.run(self._select().order_by(sa.collate(self._table.c.id, "C")))
        return [self._decode(row.body) for row in rows]
