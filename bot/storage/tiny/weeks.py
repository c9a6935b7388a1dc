"""The weeks of the rota in TinyDB: `weeks.json`."""

from datetime import date, datetime
from pathlib import Path

from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import DueDocument
from bot.domain.rota.week import Week
from bot.storage.documents import WEEK
from bot.storage.indexing import due_documents, next_version
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk

WEEKS_FILE = "weeks.json"
TABLE = "weeks"


class TinyWeeks:
    """The `Weeks` port over `weeks.json`; a week's document id is its Monday's ordinal.

    Raises:
        StoreDamagedError: the file cannot be understood.
    """

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        self._collection = DocumentCollection(folder / WEEKS_FILE, TABLE, WEEK, disk=disk)

    async def get(self, id: str) -> Week | None:
        """See `Records`."""
        return next((week for week in self._collection.documents.values() if week.id == id), None)

    def last_seen(self, _id: str, /) -> Week | None:
        """See `Records`: the folder is this bot's alone, and to read it costs nothing."""
        return None

    async def of(self, monday: date) -> Week | None:
        """See `Weeks`."""
        return self._collection.documents.get(monday.toordinal())

    async def add(self, week: Week) -> Week:
        """See `Weeks`."""
        id_ = week.monday.toordinal()
        if id_ not in self._collection.documents:
            self._collection.put(id_, week)
        added = self._collection.documents[id_]
        await self._collection.durable()
        return added

    async def replace(self, document: Week, expected: int) -> Week:
        """See `Records`."""
        id_ = document.monday.toordinal()
        written = next_version(document, self._collection.documents.get(id_), expected)
        self._collection.put(id_, written)
        await self._collection.durable()
        return written

    async def ledger(self) -> list[Week]:
        """See `Weeks`."""
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        """See `Weeks`."""
        return sorted(self._collection.documents.values(), key=lambda week: week.monday)

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """See `Records`."""
        instants = {
            w.id: at for w in self._collection.documents.values() if (at := next_action_at(w.notices))
        }
        return due_documents(instants, before)

    async def durable(self) -> None:
        """Flushes what has changed. Raises as `DocumentCollection.durable`."""
        await self._collection.durable()

    def close(self) -> None:
        """Waits for a flush that is under way, and starts none."""
        self._collection.close()
