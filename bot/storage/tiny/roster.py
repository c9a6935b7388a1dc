"""The roster in a folder: `people.json`, a copy of what Slack says, which is read from there again when it is lost."""

import asyncio
from pathlib import Path

import structlog

from bot.domain.ports import PeopleRoster, StoreUnwritableError
from bot.storage.documents import ROSTER
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.files import read_tables, with_checksum

log = structlog.get_logger(__name__)

ROSTER_FILE = "people.json"
TABLE = "roster"


class TinyRoster:
    """The `RosterStore` port over `people.json`, which is written whole, and by no group commit.

    A file that cannot be read is an empty roster.
    """

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        self._path = folder / ROSTER_FILE
        self._disk = disk

    async def roster(self) -> PeopleRoster:
        """See `RosterStore`."""
        return await asyncio.to_thread(self._read)

    async def save_roster(self, roster: PeopleRoster) -> None:
        """See `RosterStore`."""
        content = with_checksum({TABLE: {"1": ROSTER.encode(roster)}})
        try:
            await asyncio.to_thread(self._disk.put_derived, self._path, content)
        except OSError as error:
            raise StoreUnwritableError(f"{ROSTER_FILE}: {error}") from error

    def _read(self) -> PeopleRoster:
        try:
            stored = read_tables(self._path).get(TABLE, {})
            return ROSTER.decode(stored["1"]) if stored else PeopleRoster()
        except (StoreDamagedError, DocumentError, KeyError, OSError) as error:
            log.warning("people of an earlier start unreadable", error=str(error))
            return PeopleRoster()
