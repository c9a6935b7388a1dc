"""A backup: a whole store in one file.

The first line names the format and its schema; then follows a line for each record; the last line holds their number
and SHA-256.
"""

import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import orjson

from bot.domain.ports import StoreUnwritableError
from bot.storage.documents import SCHEMA
from bot.storage.errors import StoreDamagedError, StoreMissingError, StoreNotEmptyError
from bot.storage.private_files import private_file
from bot.storage.snapshot import Copied, Record, line_of, record_of

_HEADS = {schema: b'{"format":"lina-store","schema":%d}\n' % schema for schema in (1, SCHEMA)}
LONGEST_LINE = 32 * 2**20
"""Bytes of a line: a directory of fifty thousand clients has half as many."""

_CHECKSUM = b'{"sha256":'


class BackupFile:
    """A backup file as a `StoreSnapshot`; only its owner may read it, because it holds what clients said."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def records(self) -> AsyncGenerator[Record, None]:
        """Yields the records of a backup of schema 1 or 2.

        Raises:
            StoreMissingError: the file cannot be read.
            StoreDamagedError: it is no backup; or, after the last record, its checksum does not match.
        """
        try:
            file = self._path.open("rb")
        except OSError as error:
            raise StoreMissingError(f"{self._path} cannot be read: {error.strerror or error}") from error
        digest, records, checksums = hashlib.sha256(), 0, list[bytes]()
        with file:
            head = file.readline()
            schema = next((schema for schema, known in _HEADS.items() if head == known), None)
            if schema is None:
                raise StoreDamagedError(f"{self._path} is no backup of a store")
            while line := file.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise StoreDamagedError(
                        f"{self._path} is damaged: line {records + 2} has more than {LONGEST_LINE:,} bytes"
                    )
                if line.startswith(_CHECKSUM):
                    checksums.append(line)
                else:
                    digest.update(line)
                    records += 1
                    yield record_of(line, schema)
        if checksums != [_checksum_line(Copied(records, digest.hexdigest()))]:
            raise StoreDamagedError(f"{self._path} is damaged: its checksum does not match")

    async def fill(self, records: AsyncIterator[Record]) -> None:
        """Writes the file, durably and whole, or not at all.

        Raises:
            StoreNotEmptyError: the file exists.
            StoreUnwritableError: it cannot be written.
        """
        if self._path.exists():
            raise StoreNotEmptyError(f"{self._path} exists already")
        temporary = self._path.with_name(f"{self._path.name}.new")
        try:
            await _write(temporary, records)
            temporary.replace(self._path)
        except OSError as error:
            raise StoreUnwritableError(f"{self._path} was not written: {error.strerror or error}") from error
        finally:
            temporary.unlink(missing_ok=True)


async def _write(path: Path, records: AsyncIterator[Record]) -> None:
    digest, count = hashlib.sha256(), 0
    with private_file(path) as file:
        file.write(_HEADS[SCHEMA])
        async for record in records:
            line = line_of(record)
            if len(line) > LONGEST_LINE:
                raise StoreDamagedError(f"a document of {len(line):,} bytes could not be restored again")
            digest.update(line)
            count += 1
            file.write(line)
        file.write(_checksum_line(Copied(count, digest.hexdigest())))
        file.flush()
        os.fsync(file.fileno())


def _checksum_line(copied: Copied) -> bytes:
    return orjson.dumps({"sha256": copied.digest, "records": copied.records}) + b"\n"
