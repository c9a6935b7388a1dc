"""The ledger of weeks in TinyDB: `weeks.json`."""

from datetime import date, datetime
from pathlib import Path

from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import DueDocument
from bot.domain.rota.week import Week
from bot.storage.documents import WEEK
from bot.storage.indexing import due_documents, next_version
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.files import Put

WEEKS_FILE = "weeks.json"
TABLE = "weeks"


class TinyWeeks:
    """A week's document id is its Monday's ordinal."""

    def __init__(self, folder: Path, *, put: Put) -> None:
        self._shelf = DocumentCollection(folder / WEEKS_FILE, TABLE, WEEK, put=put)

    async def get(self, id: str) -> Week | None:
        return next((week for week in self._shelf.documents.values() if week.id == id), None)

    async def of(self, monday: date) -> Week | None:
        return self._shelf.documents.get(monday.toordinal())

    async def add(self, week: Week) -> Week:
        standing = self._shelf.documents.get(week.monday.toordinal())
        if standing is None:
            standing = week
            self._shelf.put(week.monday.toordinal(), week)
        await self._shelf.durable()
        return standing

    async def replace(self, document: Week, expected: int) -> Week:
        id_ = document.monday.toordinal()
        written = next_version(document, self._shelf.documents.get(id_), expected)
        self._shelf.put(id_, written)
        await self._shelf.durable()
        return written

    async def ledger(self) -> list[Week]:
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        return sorted(self._shelf.documents.values(), key=lambda week: week.monday)

    async def due_before(self, before: datetime) -> list[DueDocument]:
        instants = {w.id: at for w in self._shelf.documents.values() if (at := next_action_at(w.notices))}
        return due_documents(instants, before)

    async def durable(self) -> None:
        await self._shelf.durable()

    def close(self) -> None:
        self._shelf.close()
