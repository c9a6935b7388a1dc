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
from bot.storage.tiny.files import put_once, with_checksum

Target = tuple[str, str]
"""A file, and its table."""


class BulkLoad:
    """Fills a folder; each file is durable before the next is begun.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._target: Target | None = None
        self._documents: dict[str, orjson.Fragment] = {}

    async def write(self, records: AsyncIterator[Record]) -> None:
        """Writes the records, which come in the order of `StoreSnapshot.records`.

        Raises:
            StoreDamagedError: the records of one file do not follow one another.
            OSError: the disk refuses.
        """
        async for record in records:
            target = _target(record)
            if target != self._target:
                self._put()
                self._target, self._documents = target, {}
            key, document = _entry(record.document)
            self._documents[key] = orjson.Fragment(orjson.dumps(document))
        self._put()

    def _put(self) -> None:
        if self._target:
            file, table = self._target
            path = self._folder / file
            if path.exists():
                raise StoreDamagedError(f"the records of {file} do not follow one another")
            put_once(path, with_checksum({table: self._documents}))


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


def _entry(document: Kept) -> tuple[str, dict[str, object]]:
    match document:
        case Directory():
            return str(clients.DIRECTORY_ID), DIRECTORY.encode(document)
        case Week():
            return str(document.monday.toordinal()), WEEK.encode(document)
        case Call():
            return str(id_of(document.number)), CALL.encode(document)
        case reserved:
            return str(reserved.year), RESERVED_NUMBERS.encode(reserved)
