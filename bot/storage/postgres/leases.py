"""Leases of documents, by the database's clock, for several bots that share one database."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.storage.postgres.database import Database
from bot.storage.postgres.tables import leases


class PostgresLeases:
    """The `Leases` port over the table `leases`.

    Args:
        database: the database.
        owner: a name that no other bot has.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def hold(self, id: str, seconds: float, /) -> bool:
        """See `Leases`."""
        now = sa.func.clock_timestamp()
        mine = insert(leases).values(id=id, owner=self._owner, until=now + timedelta(seconds=seconds))
        free = (leases.c.owner == self._owner) | (leases.c.until <= now)
        taken = mine.on_conflict_do_update(
            index_elements=[leases.c.id],
            set_={"owner": mine.excluded.owner, "until": mine.excluded.until},
            where=free,
        )
        return bool(await self._database.run(taken.returning(leases.c.id)))

    async def release(self, id: str, /) -> None:
        """See `Leases`."""
        await self._database.run(
            sa.delete(leases).where((leases.c.id == id) & (leases.c.owner == self._owner))
        )
