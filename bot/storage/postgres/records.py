"""What calls and weeks have in common: a row for each document, replaced by compare-and-set in one statement."""

from datetime import UTC, datetime
from typing import Generic, Literal

from bot.domain.ports import D, DueDocument
from bot.storage.indexing import due_documents
from bot.storage.postgres.cache import CachedDocuments, StoreCache
from bot.storage.postgres.database import Database


class PostgresRecords(Generic[D]):
    """The reading half of the `Records` port over one table.

    Args:
        database: the database.
        cache: of the whole store.
        documents: those of it that are of this kind.
        table: the name of their table.
    """

    def __init__(
        self,
        database: Database,
        cache: StoreCache,
        documents: CachedDocuments[D],
        table: Literal["calls", "weeks"],
    ) -> None:
        self._database = database
        self._cache = cache
        self._documents: CachedDocuments[D] = documents
        self._due = f"SELECT id, next_at FROM {table} WHERE next_at < %(before)s"  # noqa: S608  # one of two names

    async def get(self, id: str) -> D | None:
        """See `Records`.

        Raises:
            StoreDamagedError: the document cannot be understood.
        """
        await self._cache.refreshed()
        return self._documents.get(id)

    def last_seen(self, id: str) -> D | None:
        """See `Records`. Raises as `get`."""
        return self._documents.get(id)

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """See `Records`."""
        rows = await self._database.run(self._due, {"before": before})
        return due_documents({id: next_at.astimezone(UTC) for id, next_at in rows}, before)
