"""What is remembered of each call, so that no file is read to find it: kept in memory, and in a file a month.

A month's file of rows is derived: it states the seal and the size of the month that it was made from, and is made
anew when these are others, or when the rows cannot be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, stats_of
from bot.domain.outbox.notices import next_at
from bot.storage.documents import SCHEMA
from bot.storage.errors import StoreDamagedError
from bot.storage.indexing import Card, cards_of
from bot.storage.numbers import id_of
from bot.storage.tiny.checksum import checksum_of, with_checksum
from bot.storage.tiny.files import read_tables

Source = dict[str, dict[str, str | int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedCall:
    """`wake` is when the call next has something to say; `stats` is None while it is open."""

    number: str
    origin: str
    cards: tuple[Card, ...]
    client: str
    by: str
    opened_at: datetime
    wake: datetime | None
    stats: CallStats | None

    @classmethod
    def of(cls, call: Call) -> Self:
        return cls(
            number=call.number,
            origin=call.origin,
            cards=tuple(cards_of(call)),
            client=call.client.code,
            by=call.opened.by,
            opened_at=call.opened.at,
            wake=next_action_at(call.notices),
            stats=stats_of(call),
        )


_ROW = TypeAdapter(IndexedCall)
_ROWS = TypeAdapter(list[IndexedCall])


def rows_file(month: Path) -> Path:
    return month.with_suffix(".rows.json")


def source_of(month: Path) -> Source | None:
    """What tells this generation of a month from any other; None where it cannot be read."""
    seal = checksum_of(month)
    return {"1": {"sha256": seal, "size": month.stat().st_size, "schema": SCHEMA}} if seal else None


def read_rows(month: Path) -> list[IndexedCall] | None:
    """The rows of a month's file; None where they have to be made anew."""
    source = source_of(month)
    try:
        tables = read_tables(rows_file(month))
        if source is None or tables.get("of") != source:
            return None
        return _ROWS.validate_python(list(tables["rows"].values()))
    except (StoreDamagedError, ValidationError):
        return None


def content_of(rows: Iterable[IndexedCall], source: Source) -> bytes:
    """A file of rows, made from this generation of a month."""
    encoded = {str(id_of(row.number)): orjson.Fragment(_ROW.dump_json(row)) for row in rows}
    return with_checksum({"of": source, "rows": encoded})
