"""The client directory in PostgreSQL: one row."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.clients.directory import Directory
from bot.storage.documents import DIRECTORY
from bot.storage.postgres.cache import StoreCache
from bot.storage.postgres.columns import directory_of
from bot.storage.postgres.database import Connection, Database


class PostgresClients:
    """The `Clients` port over the table `directory`; a version of it is decoded once."""

    def __init__(self, database: Database, cache: StoreCache) -> None:
        self._database = database
        self._cache = cache

    async def directory(self) -> Directory:
        """See `Clients`."""
        await self._cache.refreshed()
        return self._cache.directory()

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        """See `Clients`."""

        async def work(connection: Connection) -> Directory:
            found = await connection.execute("SELECT body FROM directory FOR UPDATE")
            ((body,),) = await found.fetchall()
            before = directory_of(body)
            after = replace(rule(before), version=before.version + 1)
            await connection.execute(
                "UPDATE directory SET version = %s, body = %s::json", (after.version, DIRECTORY.text(after))
            )
            return after

        after = await self._database.write_all(work)
        self._cache.keep_directory(after)
        return after
