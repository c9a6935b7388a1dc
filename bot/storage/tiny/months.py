"""The files of retired calls, one a closing month: their rows are at hand, and the files that were asked for last."""

import asyncio
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

from bot.domain.calls.call import Call
from bot.storage.documents import CALL
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.index_cache import IndexedCall, Source, content_of, read_rows, rows_file, source_of

TABLE = "calls"

Restored = Callable[[DocumentCollection[Call], str, Collection[int]], None]
"""Told which calls of a month are no longer what they were."""

Reread = Callable[[DocumentCollection[Call], str], None]
"""Told of a month that fell back to its previous generation."""

_MONTH = re.compile(r"(\d{4}-\d{2})\.json(\.previous)?")
_AT_HAND = 2
"""Files kept in memory after they were asked for."""


def month_files(folder: Path) -> list[Path]:
    """Oldest first; also one that is missing while its previous generation is there."""
    months = {found[1] for path in folder.glob("*.json*") if (found := _MONTH.fullmatch(path.name))}
    return [folder / f"{month}.json" for month in sorted(months)]


class Months:
    def __init__(self, folder: Path, *, disk: Disk, restored: Restored, reread: Reread) -> None:
        self._folder = folder
        self._disk = disk
        self._restored = restored
        self._reread = reread
        self._shelves: dict[str, DocumentCollection[Call]] = {}
        self._loading = asyncio.Lock()

    def rows(self) -> Iterator[tuple[str, IndexedCall]]:
        """Every retired call's row and its month; a month is read only where its rows have to be made anew."""
        for path in month_files(self._folder):
            for row in read_rows(path) or self._rows_anew(path):
                yield path.stem, row

    async def shelf(self, month: str) -> DocumentCollection[Call]:
        """The month's calls; to be used before the next await, or until what was put there is durable."""
        async with self._loading:
            known = self._shelves.pop(month, None)
            shelf, fell_back = (known, False) if known else await asyncio.to_thread(self._load, month)
            self._shelves[month] = shelf
            if fell_back:
                self._reread(shelf, month)
            self._let_go()
        return shelf

    async def derive(self, month: str) -> None:
        """Writes the rows of a month that has just changed, so that the next start need not read it."""
        shelf = self._shelves.get(month)
        # Only while memory and file are the same are these calls that generation.
        if shelf and shelf.is_clean:
            path = self._path(month)
            calls, source = list(shelf.documents.values()), source_of(path)
            await asyncio.to_thread(self._derive, path, calls, source)

    async def durable(self) -> None:
        for shelf in [*self._shelves.values()]:
            await shelf.durable()

    def close(self) -> None:
        for shelf in self._shelves.values():
            shelf.close()

    def _path(self, month: str) -> Path:
        return self._folder / f"{month}.json"

    def _load(self, month: str) -> tuple[DocumentCollection[Call], bool]:
        path = self._path(month)
        fell_back = self._disk.mend(path)
        return DocumentCollection(
            path, TABLE, CALL, put=self._disk.put, restored=partial(self._restore, month)
        ), fell_back

    def _rows_anew(self, path: Path) -> list[IndexedCall]:
        shelf, _ = self._load(path.stem)
        return self._derive(path, list(shelf.documents.values()), source_of(path))

    def _derive(self, path: Path, calls: Sequence[Call], source: Source | None) -> list[IndexedCall]:
        rows = [IndexedCall.of(call) for call in calls]
        if source:
            self._disk.derive(rows_file(path), content_of(rows, source))
        return rows

    def _restore(self, month: str, ids: Collection[int]) -> None:
        self._restored(self._shelves[month], month, ids)

    def _let_go(self) -> None:
        clean = [month for month, shelf in self._shelves.items() if shelf.is_clean]
        for month in clean[:-_AT_HAND]:
            self._shelves.pop(month).close()
