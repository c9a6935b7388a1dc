"""PostgresStore: one database, shared by any number of bots."""

import uuid
from types import TracebackType
from typing import Self

from bot.storage.postgres.calls import PostgresCalls
from bot.storage.postgres.clients import PostgresClients
from bot.storage.postgres.database import Database
from bot.storage.postgres.leases import PostgresLeases
from bot.storage.postgres.schema import migrate
from bot.storage.postgres.weeks import PostgresWeeks


class PostgresStore:
    """The database's calls, weeks and clients; use it `async with`, or `close` it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.calls = PostgresCalls(database)
        self.weeks = PostgresWeeks(database)
        self.clients = PostgresClients(database)
        self.leases = PostgresLeases(database, owner=uuid.uuid4().hex)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, and makes or brings up to date the tables in the connection's schema.

        Raises:
            ValueError: the address is none of a PostgreSQL database.
            StoreUnwritableError: the database cannot be reached, or refuses.
            StoreDamagedError: a newer program has used it, or a document cannot be understood.
        """
        store = cls(Database(url))
        try:
            await store._database.transact(migrate)
            await store.calls.load()
        except BaseException:
            await store.close()
            raise
        return store

    async def probe(self) -> None:
        await self.leases.hold("probe", 0)
        await self.leases.release("probe")

    async def close(self) -> None:
        """Lets the connections go; every write was durable when it returned."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
