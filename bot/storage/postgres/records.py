"""What calls and weeks have in common: a row for each document, replaced by compare-and-set in one statement."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Generic

import sqlalchemy as sa

from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import D, DueDocument
from bot.storage.documents import Codec, Stored, name_of
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.indexing import due_documents
from bot.storage.postgres.database import Database

Columns = Mapping[str, Any]
"""A row's values by column."""


class PostgresRecords(Generic[D]):
    """The reading half of the `Records` port over one table."""

    def __init__(self, database: Database, table: sa.Table, codec: Codec[D]) -> None:
        self._database = database
        self._table = table
        self._codec: Codec[D] = codec

    async def get(self, id: str) -> D | None:
        """See `Records`.

        Raises:
            StoreDamagedError: the document cannot be understood.
        """
        rows = await self._database.run(self._select().where(self._table.c.id == id))
        return self._decode(rows[0].body) if rows else None

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """See `Records`."""
        columns = self._table.c
        rows = await self._database.run(
            sa.select(columns.id, columns.next_at).where(columns.next_at < before)
        )
        return due_documents({row.id: row.next_at.astimezone(UTC) for row in rows}, before)

    def _select(self) -> sa.Select[tuple[Stored]]:
        return sa.select(self._table.c.body)

    def _compare_and_set(self, document: D, expected: int) -> sa.Update:
        """The statement; it returns the row's id, or no row if the stored version is not the expected one."""
        columns = self._table.c
        unchanged = (columns.id == document.id) & (columns.version == expected)
        return sa.update(self._table).where(unchanged).values(self._row(document)).returning(columns.id)

    def _row(self, document: D) -> Columns:
        return document_columns(document, self._codec)

    def _decode(self, stored: Stored) -> D:
        return decoded(self._codec, stored)


def document_columns(document: D, codec: Codec[D]) -> Columns:
    """Returns the columns that calls and weeks have in common."""
    return {
        "id": document.id,
        "version": document.version,
        "next_at": next_action_at(document.notices),
        "body": codec.encode(document),
    }


def decoded(codec: Codec[D], stored: Stored) -> D:
    """Returns the document.

    Raises:
        StoreDamagedError: it cannot be understood; the message names it.
    """
    try:
        return codec.decode(stored)
    except DocumentError as error:
        raise StoreDamagedError(
            f"the database: {name_of(stored, stored.get('monday', '?'))}: {error}"
        ) from error
