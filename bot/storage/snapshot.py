"""Copies a whole store into another one, into a backup or out of it, and compares both afterwards."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage import schema1
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, SCHEMA, WEEK, Codec
from bot.storage.errors import CopyDiffersError, DocumentError, StoreDamagedError
from bot.storage.numbers import ReservedNumbers

Kept = Directory | Week | Call | ReservedNumbers
"""The documents of a store."""

_CODECS: dict[type[Kept], tuple[str, Codec[Any]]] = {
    Directory: ("directory", DIRECTORY),
    Week: ("week", WEEK),
    Call: ("call", CALL),
    ReservedNumbers: ("reserved_numbers", RESERVED_NUMBERS),
}
_BY_NAME = dict(_CODECS.values())


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a store.

    Attributes:
        document: the document.
        archived: whether it is a call that was moved to the archive of its closing month.
    """

    document: Kept
    archived: bool = False


class StoreSnapshot(Protocol):
    """A whole store, read at one instant or filled at once."""

    def records(self) -> AsyncGenerator[Record, None]:
        """Yields all records, as of one instant, in the same order for every kind of store.

        The order: the directory, if it was ever written; weeks by Monday; archived calls by closing month and number;
        the other calls by number; and the reserved numbers, by year, of each year in which they exceed the calls'.
        """

    async def fill(self, records: AsyncIterator[Record]) -> None:
        """Writes these records, which are in that order: all of them, or none.

        Raises:
            StoreNotEmptyError: the store holds something already.
        """


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied.

    Attributes:
        records: how many records.
        digest: the SHA-256 of their lines, in hexadecimal.
    """

    records: int
    digest: str


Progress = Callable[[str, int], None]
"""Receives the step, `copying` or `comparing`, and the number of records so far."""


async def transfer(source: StoreSnapshot, target: StoreSnapshot, progress: Progress) -> Copied:
    """Fills the target from the source, and reads the target again to compare.

    Raises:
        CopyDiffersError: what was read again is not what was written.
    """
    written = _Digest(lambda records: progress("copying", records))
    async with aclosing(source.records()) as records:
        await target.fill(written.over(records))
    read = _Digest(lambda records: progress("comparing", records))
    async with aclosing(target.records()) as records:
        async for _ in read.over(records):
            pass
    if read.copied != written.copied:
        raise CopyDiffersError(f"the copy is not what was copied: {read.copied}, and not {written.copied}")
    return written.copied


class _Digest:
    """Counts and hashes the records that pass through."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress = progress
        self._digest = hashlib.sha256()
        self._records = 0

    async def over(self, records: AsyncIterator[Record]) -> AsyncIterator[Record]:
        async for record in records:
            self._digest.update(line_of(record))
            self._records += 1
            self._progress(self._records)
            yield record

    @property
    def copied(self) -> Copied:
        return Copied(self._records, self._digest.hexdigest())


def line_of(record: Record) -> bytes:
    """Returns one JSON object and an end of line; equal records give equal bytes."""
    kind, codec = _CODECS[type(record.document)]
    fields = {"kind": kind, "archived": record.archived, "document": codec.encode(record.document)}
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def record_of(line: bytes, schema: int = SCHEMA) -> Record:
    """Returns the record that `line_of`, of this schema, made the line of.

    Raises:
        StoreDamagedError: the line is no record.
    """
    try:
        fields = orjson.loads(line)
        if schema == 1:
            fields = schema1.backup_line(fields)
        return Record(_BY_NAME[fields["kind"]].decode(fields["document"]), archived=fields["archived"])
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, DocumentError) as error:
        raise StoreDamagedError(f"{line[:60]!r} is no record: {error}") from error
