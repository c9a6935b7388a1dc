"""A whole store in one file: a line a record, after a line that names the format and before one that seals it."""

import os
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import orjson

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreDamagedError, StoreMissingError, StoreNotEmptyError
from bot.storage.snapshot import Copied, Digest, Record, line_of, record_of

_HEAD = b'{"format":"lina-store","schema":1}\n'
_SEAL = b'{"sha256":'


class BackupFile:
    """Readable by its owner alone: it holds what the clients said."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def records(self) -> AsyncGenerator[Record, None]:
        """What the file holds.

        Raises:
            StoreMissingError: there is no such file.
            StoreDamagedError: it is no backup; or, at the end, not as it was written.
        """
        digest, seals = Digest(lambda _: None), list[bytes]()
        async for record in digest.over(self._read(seals)):
            yield record
        if seals != [_seal(digest.copied)]:
            raise StoreDamagedError(f"{self._path} is damaged: its checksum does not match")

    async def fill(self, records: AsyncIterator[Record]) -> None:
        if self._path.exists():
            raise StoreNotEmptyError(f"{self._path} exists already")
        temporary = self._path.with_name(f"{self._path.name}.new")
        try:
            await self._write(temporary, records)
            temporary.replace(self._path)
        except OSError as error:
            raise StoreUnwritableError(f"{self._path} was not written: {error.strerror or error}") from error
        finally:
            temporary.unlink(missing_ok=True)

    async def _read(self, seals: list[bytes]) -> AsyncIterator[Record]:
        try:
            file = self._path.open("rb")
        except OSError as error:
            raise StoreMissingError(f"{self._path} cannot be read: {error.strerror or error}") from error
        with file:
            if file.readline() != _HEAD:
                raise StoreDamagedError(f"{self._path} is no backup of a store")
            for line in file:
                if line.startswith(_SEAL):
                    seals.append(line)
                else:
                    yield record_of(line)

    async def _write(self, path: Path, records: AsyncIterator[Record]) -> None:
        digest = Digest(lambda _: None)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_HEAD)
            async for record in digest.over(records):
                file.write(line_of(record))
            file.write(_seal(digest.copied))
            file.flush()
            os.fsync(file.fileno())


def _seal(copied: Copied) -> bytes:
    return orjson.dumps({"sha256": copied.digest, "records": copied.records}) + b"\n"
