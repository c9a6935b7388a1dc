"""The client directory in TinyDB: `clients.json`, one document."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.domain.clients.directory import Directory
from bot.storage.documents import DIRECTORY
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.files import Put

CLIENTS_FILE = "clients.json"
TABLE = "directory"

THE_ONE = 1
_NOBODY = Directory(clients={}, version=0)


class TinyClients:
    def __init__(self, folder: Path, *, put: Put) -> None:
        self._shelf = DocumentCollection(folder / CLIENTS_FILE, TABLE, DIRECTORY, put=put)

    async def directory(self) -> Directory:
        return self._standing()

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        before = self._standing()
        after = replace(rule(before), version=before.version + 1)
        self._shelf.put(THE_ONE, after)
        await self._shelf.durable()
        return after

    async def durable(self) -> None:
        await self._shelf.durable()

    def close(self) -> None:
        self._shelf.close()

    def _standing(self) -> Directory:
        return self._shelf.documents.get(THE_ONE, _NOBODY)
