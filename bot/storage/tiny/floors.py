"""Numbers that are taken though no call here has them: they were seen elsewhere after the store fell back."""

from pathlib import Path

from bot.storage.documents import FLOOR
from bot.storage.numbers import Floor, parts_of
from bot.storage.tiny.files import Put
from bot.storage.tiny.shelf import Shelf

FLOORS_FILE = "numbers.json"
TABLE = "floors"


class TinyFloors:
    """A floor's document id is its year."""

    def __init__(self, folder: Path, *, put: Put) -> None:
        self._shelf = Shelf(folder / FLOORS_FILE, TABLE, FLOOR, put=put)

    def all(self) -> list[Floor]:
        return list(self._shelf.documents.values())

    async def put(self, number: str) -> Floor:
        """This number, and those before it in its year; durable when it returns."""
        year, count = parts_of(number)
        standing = self._shelf.documents.get(year)
        floor = Floor(year=year, count=max(count, standing.count if standing else 0))
        self._shelf.put(year, floor)
        await self._shelf.durable()
        return floor

    async def durable(self) -> None:
        await self._shelf.durable()

    def close(self) -> None:
        self._shelf.close()
