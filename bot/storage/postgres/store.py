"""The store in a PostgreSQL database, which any number of bots share."""

import asyncio
import uuid
from contextlib import suppress
from types import TracebackType
from typing import Self

from bot.domain.ports import StoreUnwritableError
from bot.storage.observation import ObserveWrite, unobserved
from bot.storage.postgres.cache import StoreCache
from bot.storage.postgres.calls import PostgresCalls
from bot.storage.postgres.clients import PostgresClients
from bot.storage.postgres.database import Database
from bot.storage.postgres.leases import PostgresLeases
from bot.storage.postgres.roster import PostgresRoster
from bot.storage.postgres.schema import migrate
from bot.storage.postgres.weeks import PostgresWeeks

RELEASE_SECONDS = 1.0
"""For leases to be given up when the store is closed."""


class PostgresStore:
    """A database as a `Store`; to be used in `async with`, or to be closed with `close`.

    Attributes:
        calls: the database's calls.
        weeks: its weeks.
        clients: its client directory.
        roster: who is who in Slack.
        leases: of this bot, among all that share the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        cache = StoreCache(database)
        self.leases = PostgresLeases(database, owner=uuid.uuid4().hex)
        self.calls = PostgresCalls(database, cache, self.leases)
        self.weeks = PostgresWeeks(database, cache)
        self.clients = PostgresClients(database, cache)
        self.roster = PostgresRoster(database)

    @classmethod
    async def open(cls, url: str, *, observe_write: ObserveWrite = unobserved) -> Self:
        """Connects, and creates or migrates the tables in the connection's schema.

        Args:
            url: the address, as `postgresql://…`.
            observe_write: receives the seconds that each durable write took.

        Raises:
            ValueError: the address is none of a PostgreSQL database.
            StoreUnwritableError: the database cannot be reached, or refuses.
            StoreDamagedError: a newer program has used it, or a document cannot be understood.
        """
        store = cls(Database(url, observe_write=observe_write))
        try:
            await store._database.transact(migrate)
            await store.calls.load()
        except BaseException:
            await store.close()
            raise
        return store

    async def last_number(self) -> str | None:
        """See `Store`."""
        return await self.calls.last_number()

    async def reserve_number(self, number: str) -> None:
        """See `Store`."""
        await self.calls.reserve(number)

    async def probe(self) -> None:
        """See `Store`."""
        await self.leases.hold("probe", 0)
        await self.leases.release("probe")

    async def close(self) -> None:
        """Closes the connections; every write was durable when it returned."""
        with suppress(TimeoutError, StoreUnwritableError):  # a lease that is not released runs out
            async with asyncio.timeout(RELEASE_SECONDS):
                await self.leases.give_up()
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
