"""The roster in PostgreSQL: one row, a copy of what Slack says."""

import orjson
import structlog

from bot.domain.ports import PeopleRoster
from bot.storage.documents import ROSTER
from bot.storage.errors import DocumentError
from bot.storage.postgres.database import Database

log = structlog.get_logger(__name__)


class PostgresRoster:
    """The `RosterStore` port over the table `roster`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roster(self) -> PeopleRoster:
        """See `RosterStore`."""
        ((body,),) = await self._database.run("SELECT body FROM roster")
        try:
            return ROSTER.decode(orjson.loads(body)) if body is not None else PeopleRoster()
        except DocumentError as error:
            log.warning("people of an earlier start unreadable", error=str(error))
            return PeopleRoster()

    async def save_roster(self, roster: PeopleRoster) -> None:
        """See `RosterStore`."""
        await self._database.run("UPDATE roster SET body = %(body)s::json", {"body": ROSTER.text(roster)})
