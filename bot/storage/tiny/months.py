"""The files of retired calls, one a closing month: all read once at the start, then one at a time when asked for."""

import asyncio
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from bot.domain.call import Call
from bot.storage.documents import CALL
from bot.storage.tiny.files import Put
from bot.storage.tiny.shelf import Shelf

TABLE = "calls"

Restored = Callable[[Shelf[Call], str, Collection[int]], None]

_MONTH = re.compile(r"\d{4}-\d{2}")
_AT_HAND = 2
"""Files kept in memory after they were asked for."""


def month_files(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in folder.glob("*.json") if _MONTH.fullmatch(path.stem))


class Months:
    def __init__(self, folder: Path, *, put: Put, restored: Restored) -> None:
        self._folder = folder
        self._put = put
        self._restored = restored
        self._shelves: dict[str, Shelf[Call]] = {}
        self._loading = asyncio.Lock()

    def read_all(self) -> Iterator[tuple[str, Call]]:
        """Every retired call and its month; their files are let go one after the other."""
        for path in month_files(self._folder):
            for call in self._load(path.stem).documents.values():
                yield path.stem, call

    async def shelf(self, month: str) -> Shelf[Call]:
        """The month's calls; to be used before the next await, or until what was put there is durable."""
        async with self._loading:
            shelf = self._shelves.pop(month, None)
            if shelf is None:
                shelf = await asyncio.to_thread(self._load, month)
            self._shelves[month] = shelf
            self._let_go()
        return shelf

    async def durable(self) -> None:
        for shelf in [*self._shelves.values()]:
            await shelf.durable()

    def close(self) -> None:
        for shelf in self._shelves.values():
            shelf.close()

    def _load(self, month: str) -> Shelf[Call]:
        path = self._folder / f"{month}.json"
        return Shelf(path, TABLE, CALL, put=self._put, restored=partial(self._restore, month))

    def _restore(self, month: str, ids: Collection[int]) -> None:
        self._restored(self._shelves[month], month, ids)

    def _let_go(self) -> None:
        clean = [month for month, shelf in self._shelves.items() if shelf.is_clean]
        for month in clean[:-_AT_HAND]:
            self._shelves.pop(month).close()
