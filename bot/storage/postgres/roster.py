"""The roster in PostgreSQL: one row, a copy of what Slack says."""

import sqlalchemy as sa
import structlog

from bot.domain.ports import Roster
from bot.storage.documents import ROSTER
from bot.storage.errors import DocumentError
from bot.storage.postgres.database import Database
from bot.storage.postgres.tables import roster as table

log = structlog.get_logger(__name__)


class PostgresRoster:
    """The `RosterStore` port over the table `roster`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roster(self) -> Roster:
        """See `RosterStore`."""
        ((body,),) = await self._database.run(sa.select(table.c.body))
        try:
            return ROSTER.decode(body) if body is not None else Roster()
        except DocumentError as error:
            log.warning("people of an earlier start unreadable", error=str(error))
            return Roster()

    async def save_roster(self, roster: Roster) -> None:
        """See `RosterStore`."""
        await self._database.run(sa.update(table).values(body=ROSTER.encode(roster)))
