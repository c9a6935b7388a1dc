"""Copies a store into another one, into a file or out of it, and proves that both hold the same."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, WEEK, Codec
from bot.storage.errors import CopyDiffersError, DocumentError, StoreDamagedError
from bot.storage.numbers import ReservedNumbers

Kept = Directory | Week | Call | ReservedNumbers

_CODECS: dict[type[Kept], tuple[str, Codec[Any]]] = {
    Directory: ("directory", DIRECTORY),
    Week: ("week", WEEK),
    Call: ("call", CALL),
    ReservedNumbers: ("floor", RESERVED_NUMBERS),
}
_BY_NAME = dict(_CODECS.values())


@dataclass(frozen=True, slots=True)
class Record:
    document: Kept
    archived: bool = False


class StoreSnapshot(Protocol):
    """A store as a whole."""

    def records(self) -> AsyncGenerator[Record, None]:
        """All there is, as of one instant, in one order whatever the store.

        The directory once it was written, weeks by Monday, retired calls by closing month and number, the other calls
        by number, and a floor for each year in which numbers are taken that no call has.
        """

    async def fill(self, records: AsyncIterator[Record]) -> None:
        """Keeps these records, in that order: all of them, or none.

        Raises:
            StoreNotEmptyError: it holds something already.
        """


@dataclass(frozen=True, slots=True)
class Copied:
    """`digest` is the SHA-256 of the records' lines."""

    records: int
    digest: str


class Digest:
    """Counts and digests the records that pass; `told` hears of each count."""

    def __init__(self, told: Callable[[int], None]) -> None:
        self._told = told
        self._digest = hashlib.sha256()
        self._records = 0

    async def over(self, records: AsyncIterator[Record]) -> AsyncIterator[Record]:
        async for record in records:
            self._digest.update(line_of(record))
            self._records += 1
            self._told(self._records)
            yield record

    @property
    def copied(self) -> Copied:
        return Copied(self._records, self._digest.hexdigest())


async def transfer(source: StoreSnapshot, target: StoreSnapshot, told: Callable[[str, int], None]) -> Copied:
    """Fills the target and reads it again; `told` hears how far it got.

    Raises:
        CopyDiffersError: what was read again is not what was written.
    """
    given = Digest(lambda records: told("copying", records))
    async with aclosing(source.records()) as records:
        await target.fill(given.over(records))
    found = Digest(lambda records: told("comparing", records))
    async with aclosing(target.records()) as records:
        async for _ in found.over(records):
            pass
    if found.copied != given.copied:
        raise CopyDiffersError(f"the copy is not what was copied: {found.copied}, and not {given.copied}")
    return given.copied


def line_of(record: Record) -> bytes:
    """One JSON object and an end of line, the same for the same record."""
    kind, codec = _CODECS[type(record.document)]
    fields = {"kind": kind, "retired": record.archived, "document": codec.encode(record.document)}
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def record_of(line: bytes) -> Record:
    """What `line_of` made a line of.

    Raises:
        StoreDamagedError: the line is no record.
    """
    try:
        fields = orjson.loads(line)
        return Record(_BY_NAME[fields["kind"]].decode(fields["document"]), archived=fields["retired"])
    except (orjson.JSONDecodeError, KeyError, TypeError, DocumentError) as error:
        raise StoreDamagedError(f"{line[:60]!r} is no record: {error}") from error
