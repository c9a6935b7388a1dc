"""Writes the files of a folder from the records of a whole store, one file at a time."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, WEEK
from bot.storage.errors import StoreDamagedError
from bot.storage.indexing import month_of
from bot.storage.numbers import id_of
from bot.storage.snapshot import Kept, Record
from bot.storage.tiny import clients, months, reserved_numbers, weeks
from bot.storage.tiny.calls import OPEN_FILE
from bot.storage.tiny.files import put_once, stream_table, with_checksum

Target = tuple[str, str]
"""A file, and its table."""


class BulkLoad:
    """Fills a folder; each file is durable before the next is begun, and no more than a document is in memory.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def write(self, records: AsyncIterator[Record]) -> None:
        """Writes the records, which come in the order of `StoreSnapshot.records`.

        Raises:
            StoreDamagedError: the records of one file do not follow one another, or one of them is there twice.
            OSError: the disk refuses.
        """
        record = await anext(records, None)
        while record:
            record = await self._write_file(_target(record), record, records)
        if not (self._folder / OPEN_FILE).exists():  # a folder without one has lost it
            put_once(self._folder / OPEN_FILE, with_checksum({}))

    async def _write_file(
        self, target: Target, first: Record, records: AsyncIterator[Record]
    ) -> Record | None:
        """Writes the records of one file; returns the first one of the next."""
        file, table = target
        path = self._folder / file
        if path.exists():
            raise StoreDamagedError(f"the records of {file} do not follow one another")
        record: Record | None = first
        last = -1
        with stream_table(path, table) as put:
            while record and _target(record) == target:
                id_, document = _entry(record.document)
                if id_ <= last:
                    raise StoreDamagedError(f"the records of {file} are not in order, or one is there twice")
                put(id_, orjson.dumps(document))
                last = id_
                record = await anext(records, None)
        return record


def _target(record: Record) -> Target:
    match record.document:
        case Directory():
            return clients.CLIENTS_FILE, clients.TABLE
        case Week():
            return weeks.WEEKS_FILE, weeks.TABLE
        case Call() as call:
            return (f"{month_of(call)}.json" if record.archived else OPEN_FILE), months.TABLE
        case _:
            return reserved_numbers.RESERVED_NUMBERS_FILE, reserved_numbers.TABLE


def _entry(document: Kept) -> tuple[int, dict[str, object]]:
    match document:
        case Directory():
            return clients.DIRECTORY_ID, DIRECTORY.encode(document)
        case Week():
            return document.monday.toordinal(), WEEK.encode(document)
        case Call():
            return id_of(document.number), CALL.encode(document)
        case reserved:
            return reserved.year, RESERVED_NUMBERS.encode(reserved)
