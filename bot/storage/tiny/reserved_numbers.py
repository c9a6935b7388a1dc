"""Numbers that are taken though no call here has them: they were seen elsewhere after the store fell back."""

from pathlib import Path

from bot.storage.documents import RESERVED_NUMBERS
from bot.storage.numbers import ReservedNumbers, parts_of
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.files import Put

RESERVED_NUMBERS_FILE = "numbers.json"
TABLE = "floors"


class TinyReservedNumbers:
    """A floor's document id is its year."""

    def __init__(self, folder: Path, *, put: Put) -> None:
        self._shelf = DocumentCollection(folder / RESERVED_NUMBERS_FILE, TABLE, RESERVED_NUMBERS, put=put)

    def all(self) -> list[ReservedNumbers]:
        return list(self._shelf.documents.values())

    async def put(self, number: str) -> ReservedNumbers:
        """This number, and those before it in its year; durable when it returns."""
        year, count = parts_of(number)
        standing = self._shelf.documents.get(year)
        reserved = ReservedNumbers(year=year, count=max(count, standing.count if standing else 0))
        self._shelf.put(year, reserved)
        await self._shelf.durable()
        return reserved

    async def durable(self) -> None:
        await self._shelf.durable()

    def close(self) -> None:
        self._shelf.close()
