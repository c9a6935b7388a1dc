"""The archive: calls that change no more, in a file for each month in which they were closed."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.domain.calls.call import Call
from bot.storage.documents import CALL
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.files import TableReader
from bot.storage.tiny.index_cache import (
    CacheSource,
    IndexedCall,
    cache_content,
    cache_of,
    read_cache,
    source_of,
)

TABLE = "calls"

MonthRestored = Callable[[DocumentCollection[Call], str, Collection[int]], None]
"""Receives a month whose flush failed, and the ids of the calls that were taken back."""

MonthFellBack = Callable[[DocumentCollection[Call], str], None]
"""Receives a month whose file fell back to its previous version."""

_MONTH = re.compile(r"(\d{4}-\d{2})\.json(\.previous)?")
_LOADED = 2
"""How many months stay in memory after they were read."""


def month_files(folder: Path) -> list[Path]:
    """Returns the files of the archive, oldest month first; also one of which only the previous version exists."""
    months = {found[1] for path in folder.glob("*.json*") if (found := _MONTH.fullmatch(path.name))}
    return [folder / f"{month}.json" for month in sorted(months)]


class Months:
    """The archive of a folder.

    Args:
        folder: where the files are.
        disk: how they are written.
        restored: called after the flush of a month failed.
        fell_back: called after a month fell back to its previous version.
    """

    def __init__(
        self, folder: Path, *, disk: Disk, restored: MonthRestored, fell_back: MonthFellBack
    ) -> None:
        self._folder = folder
        self._disk = disk
        self._restored = restored
        self._fell_back = fell_back
        self._loaded: dict[str, DocumentCollection[Call]] = {}
        self._loading = asyncio.Lock()

    def indexed(self) -> Iterator[tuple[str, IndexedCall]]:
        """Yields each archived call with its month; reads a month only if its cache has to be made anew.

        Raises:
            StoreDamagedError: a month that has to be read cannot be understood.
        """
        for path in month_files(self._folder):
            for call in read_cache(path) or self._index_anew(path):
                yield path.stem, call

    async def calls_of(self, month: str) -> DocumentCollection[Call]:
        """Returns a month's calls; may be used until the next await, or until what was put there is durable.

        Raises:
            StoreDamagedError: the month's file cannot be understood.
        """
        async with self._loading:
            known = self._loaded.pop(month, None)
            calls, fell_back = (known, False) if known else await asyncio.to_thread(self._load, month)
            self._loaded[month] = calls
            if fell_back:
                self._fell_back(calls, month)
            self._unload()
        return calls

    async def stream(self, month: str) -> AsyncIterator[Call]:
        """Yields a month's calls one at a time, so that a month that nobody has asked for is not loaded.

        Yields none of a month that is loaded, or whose file cannot be read: `calls_of` has, or mends, what there is.
        """
        if month in self._loaded:
            return
        try:
            reader = await asyncio.to_thread(TableReader, self._path(month), TABLE, CALL.decode)
        except StoreDamagedError:
            return
        with reader, suppress(DocumentError):
            for call in reader.documents():
                yield call

    async def cache(self, month: str) -> None:
        """Writes the cache of a month that has just changed, so that the next start need not read the month."""
        collection = self._loaded.get(month)
        # Only while memory and file are the same are these calls that version.
        if collection and collection.is_clean:
            path = self._path(month)
            calls, source = list(collection.documents.values()), source_of(path)
            await asyncio.to_thread(self._cache, path, calls, source)

    async def durable(self) -> None:
        """Flushes what has changed. Raises as `DocumentCollection.durable`."""
        for calls in [*self._loaded.values()]:
            await calls.durable()

    def close(self) -> None:
        """Waits for flushes that are under way, and starts none."""
        for calls in self._loaded.values():
            calls.close()

    def _path(self, month: str) -> Path:
        return self._folder / f"{month}.json"

    def _load(self, month: str) -> tuple[DocumentCollection[Call], bool]:
        path = self._path(month)
        fell_back = self._disk.mend(path)
        restored = partial(self._restore, month)
        return DocumentCollection(path, TABLE, CALL, disk=self._disk, restored=restored), fell_back

    def _index_anew(self, path: Path) -> list[IndexedCall]:
        calls, _ = self._load(path.stem)
        return self._cache(path, list(calls.documents.values()), source_of(path))

    def _cache(self, path: Path, calls: Sequence[Call], source: CacheSource | None) -> list[IndexedCall]:
        indexed = [IndexedCall.of(call) for call in calls]
        if source:
            self._disk.derive(cache_of(path), cache_content(indexed, source))
        return indexed

    def _restore(self, month: str, ids: Collection[int]) -> None:
        self._restored(self._loaded[month], month, ids)

    def _unload(self) -> None:
        clean = [month for month, calls in self._loaded.items() if calls.is_clean]
        for month in clean[:-_LOADED]:
            self._loaded.pop(month).close()
