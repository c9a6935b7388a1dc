"""The client directory in TinyDB: `clients.json`, one document."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.domain.clients.directory import Directory
from bot.storage.documents import DIRECTORY
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk

CLIENTS_FILE = "clients.json"
TABLE = "directory"
DIRECTORY_ID = 1
"""The document id of the one directory."""

_EMPTY = Directory(clients={}, version=0)


class TinyClients:
    """The `Clients` port over `clients.json`.

    Raises:
        StoreDamagedError: the file cannot be understood.
    """

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        self._collection = DocumentCollection(folder / CLIENTS_FILE, TABLE, DIRECTORY, disk=disk)

    async def directory(self) -> Directory:
        """See `Clients`."""
        return self._current()

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        """See `Clients`."""
        before = self._current()
        after = replace(rule(before), version=before.version + 1)
        self._collection.put(DIRECTORY_ID, after)
        await self._collection.durable()
        return after

    async def durable(self) -> None:
        """Flushes what has changed. Raises as `DocumentCollection.durable`."""
        await self._collection.durable()

    def close(self) -> None:
        """Waits for a flush that is under way, and starts none."""
        self._collection.close()

    def _current(self) -> Directory:
        return self._collection.documents.get(DIRECTORY_ID, _EMPTY)
