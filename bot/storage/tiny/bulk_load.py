"""Writes the files of a folder from the records of a whole store, a month at a time."""

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
from bot.storage.tiny.checksum import with_checksum
from bot.storage.tiny.files import put_once

Where = tuple[str, str]
"""A file, and its table."""


class BulkLoad:
    """Records come file by file; each file is durable before the next is begun."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._at: Where | None = None
        self._documents: dict[str, orjson.Fragment] = {}

    async def take(self, records: AsyncIterator[Record]) -> None:
        async for record in records:
            where = _where(record)
            if where != self._at:
                self._put()
                self._at, self._documents = where, {}
            key, document = _entry(record.document)
            self._documents[key] = orjson.Fragment(orjson.dumps(document))
        self._put()

    def _put(self) -> None:
        if self._at:
            file, table = self._at
            path = self._folder / file
            if path.exists():
                raise StoreDamagedError(f"the records of {file} do not follow one another")
            put_once(path, with_checksum({table: self._documents}))


def _where(record: Record) -> Where:
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
            return str(clients.THE_ONE), DIRECTORY.encode(document)
        case Week():
            return str(document.monday.toordinal()), WEEK.encode(document)
        case Call():
            return str(id_of(document.number)), CALL.encode(document)
        case reserved:
            return str(reserved.year), RESERVED_NUMBERS.encode(reserved)
