"""The weeks of the rota in PostgreSQL."""

from dataclasses import replace
from datetime import date

from bot.domain.ports import StaleVersionError
from bot.domain.rota.week import Week, week_id
from bot.storage.documents import WEEK
from bot.storage.postgres.cache import StoreCache
from bot.storage.postgres.columns import ADD_WEEK, WRITE_WEEK, document_columns
from bot.storage.postgres.database import Database
from bot.storage.postgres.records import PostgresRecords


class PostgresWeeks(PostgresRecords[Week]):
    """The `Weeks` port over the table `weeks`."""

    def __init__(self, database: Database, cache: StoreCache) -> None:
        super().__init__(database, cache, cache.weeks, "weeks")

    async def of(self, monday: date) -> Week | None:
        """See `Weeks`."""
        return await self.get(week_id(monday))

    async def add(self, week: Week) -> Week:
        """See `Weeks`."""
        if known := await self.get(week.id):
            return known
        if await self._database.write(ADD_WEEK, document_columns(week, WEEK)):
            self._documents.put(week)
        else:
            self._cache.outdated()
        added = await self.get(week.id)
        assert added is not None  # noqa: S101  # weeks are never removed
        return added

    async def replace(self, document: Week, expected: int) -> Week:
        """See `Records`."""
        written = replace(document, version=expected + 1)
        values = {**document_columns(written, WEEK), "expected": expected}
        if not await self._database.write(WRITE_WEEK, values):
            self._cache.outdated()
            raise StaleVersionError(document.id)
        self._documents.put(written)
        return written

    async def ledger(self) -> list[Week]:
        """See `Weeks`."""
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        """See `Weeks`."""
        await self._cache.refreshed()
        return [*self._documents]
