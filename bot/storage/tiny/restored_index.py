"""Writes the index caches of a folder while its files are written, so that the first start decodes no call again."""

from collections.abc import AsyncIterator
from pathlib import Path

from bot.domain.calls.call import Call
from bot.storage.indexing import month_of
from bot.storage.snapshot import Record
from bot.storage.tiny.files import put_derived
from bot.storage.tiny.index_cache import IndexedCall, cache_content, cache_of, source_of


class RestoredIndex:
    """Watches the records on their way into a folder; one month's index is in memory at a time.

    Args:
        folder: where the files are written, each once all of its records have passed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._month: str | None = None
        self._indexed: list[IndexedCall] = []

    async def watch(self, records: AsyncIterator[Record]) -> AsyncIterator[Record]:
        """Passes the records on."""
        async for record in records:
            call = record.document if record.archived and isinstance(record.document, Call) else None
            indexed = IndexedCall.of(call) if call else None
            yield record
            # Whoever asks for the next record has finished the file of the month before.
            month = month_of(call) if call else None
            if month != self._month:
                self.write()
                self._month = month
            if indexed:
                self._indexed.append(indexed)

    def write(self) -> None:
        """Writes the cache of the last month; its file must be there.

        Raises:
            OSError: the disk refuses.
        """
        if self._month:
            path = self._folder / f"{self._month}.json"
            if source := source_of(path):
                put_derived(cache_of(path), cache_content(self._indexed, source))
        self._month, self._indexed = None, []
