"""Leases by the database's clock: of several bots on one database, one at a time speaks for a document."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.storage.postgres.database import Database
from bot.storage.postgres.tables import leases


class PostgresLeases:
    """`owner` names this bot, and no other."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def hold(self, id: str, seconds: float, /) -> bool:
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
        await self._database.run(
            sa.delete(leases).where((leases.c.id == id) & (leases.c.owner == self._owner))
        )
