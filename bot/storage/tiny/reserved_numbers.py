"""Reserved numbers in TinyDB: `numbers.json`.

Numbers are reserved when they were seen in Slack though no call here has them: after a file fell back to its previous
version.
"""

from pathlib import Path

from bot.storage.documents import RESERVED_NUMBERS
from bot.storage.numbers import ReservedNumbers, parts_of
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk

RESERVED_NUMBERS_FILE = "numbers.json"
TABLE = "floors"
"""The name in the file, which is older than the word."""


class TinyReservedNumbers:
    """The reserved numbers of each year; a document's id is its year.

    Raises:
        StoreDamagedError: the file cannot be understood.
    """

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        self._collection = DocumentCollection(
            folder / RESERVED_NUMBERS_FILE, TABLE, RESERVED_NUMBERS, disk=disk
        )

    def all(self) -> list[ReservedNumbers]:
        """Returns the reserved numbers of every year that has some."""
        return list(self._collection.documents.values())

    async def put(self, number: str) -> ReservedNumbers:
        """Reserves this number and those before it in its year, durably.

        Raises:
            StoreUnwritableError: the disk refuses; nothing changed.
        """
        year, count = parts_of(number)
        known = self._collection.documents.get(year)
        reserved = ReservedNumbers(year=year, count=max(count, known.count if known else 0))
        self._collection.put(year, reserved)
        await self._collection.durable()
        return reserved

    async def durable(self) -> None:
        """Flushes what has changed. Raises as `DocumentCollection.durable`."""
        await self._collection.durable()

    def close(self) -> None:
        """Waits for a flush that is under way, and starts none."""
        self._collection.close()
