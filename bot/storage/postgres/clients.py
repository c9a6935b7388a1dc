"""The client directory in PostgreSQL: one row."""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.clients.directory import Directory
from bot.storage.documents import DIRECTORY, Stored
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.postgres.database import Database
from bot.storage.postgres.tables import directory

_EMPTY = Directory(clients={}, version=0)


class PostgresClients:
    """The `Clients` port over the table `directory`; a version of it is decoded once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = _EMPTY

    async def directory(self) -> Directory:
        """See `Clients`."""
        columns = directory.c
        newer = sa.case((columns.version != self._known.version, columns.body), else_=None)
        ((body,),) = await self._database.run(sa.select(newer))
        if body is not None:
            self._known = directory_of(body)
        return self._known

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        """See `Clients`."""

        async def work(connection: AsyncConnection) -> Directory:
            body = await connection.scalar(sa.select(directory.c.body).with_for_update())
            before = directory_of(body)
            after = replace(rule(before), version=before.version + 1)
            new = {"version": after.version, "body": DIRECTORY.encode(after)}
            await connection.execute(sa.update(directory).values(new))
            return after

        return await self._database.write_all(work)


def directory_of(stored: Stored | None) -> Directory:
    """Decodes the directory; it is empty if nothing is stored yet.

    Raises:
        StoreDamagedError: it cannot be understood.
    """
    try:
        return DIRECTORY.decode(stored) if stored is not None else _EMPTY
    except DocumentError as error:
        raise StoreDamagedError(f"the database: the client directory: {error}") from error
