"""What the index holds of each call, and its cache: a file for each month of archived calls.

A cache states the checksum and the size of the month's file that it was made from, and the schema of documents. It is
made anew when one of them is another, or when it cannot be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sys import intern
from typing import Any, Self

import msgspec
import orjson

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, stats_of
from bot.domain.outbox.notices import next_action_at
from bot.storage.documents import SCHEMA
from bot.storage.indexing import Card, cards_of
from bot.storage.numbers import id_of
from bot.storage.tiny.files import ChecksumError, checksum_of, verify, with_checksum

CacheSource = dict[str, dict[str, str | int]]
"""The version of a month's file: a table of one document."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedCall:
    """What the index holds of a call.

    Attributes:
        number: the call's number.
        origin: the form or command that opened it.
        cards: channel and ts of each card that was ever posted.
        client: the client's code.
        by: the Slack id of who opened it.
        opened_at: aware UTC.
        next_action_at: when its notices are next to be looked at, aware UTC; None if never.
        stats: None while the call is open.
    """

    number: str
    origin: str
    cards: tuple[Card, ...]
    client: str
    by: str
    opened_at: datetime
    next_action_at: datetime | None
    stats: CallStats | None

    @classmethod
    def of(cls, call: Call) -> Self:
        """Returns what the index holds of this call."""
        return cls(
            number=call.number,
            origin=call.origin,
            cards=tuple(cards_of(call)),
            client=call.client.code,
            by=call.opened.by,
            opened_at=call.opened.at,
            next_action_at=next_action_at(call.notices),
            stats=stats_of(call),
        )


def cache_of(month: Path) -> Path:
    """Returns the path of a month's cache."""
    return month.with_suffix(".rows.json")


def source_of(month: Path) -> CacheSource | None:
    """Returns what identifies this version of a month's file; None if it cannot be read."""
    checksum = checksum_of(month)
    if checksum is None:
        return None
    return {"1": {"sha256": checksum, "size": month.stat().st_size, "schema": SCHEMA}}


def read_cache(month: Path) -> list[IndexedCall] | None:
    """Returns what the cache of a month's file holds; None if it has to be made anew."""
    source = source_of(month)
    try:
        content = cache_of(month).read_bytes()
        verify(content)
        cached = orjson.loads(content)
        if source and cached["of"] == source:
            return msgspec.convert([*map(_sharing_texts, cached["rows"].values())], list[IndexedCall])
    except (OSError, ChecksumError, LookupError, TypeError, ValueError):
        """Not this version of the month, or damaged."""
    return None


def cache_content(calls: Iterable[IndexedCall], source: CacheSource) -> bytes:
    """Returns the content of a cache that was made from this version of a month's file."""
    encoded = {str(id_of(call.number)): orjson.Fragment(msgspec.json.encode(call)) for call in calls}
    return with_checksum({"of": source, "rows": encoded})


def _sharing_texts(value: Any) -> Any:
    """The JSON value with one object for each text: codes, people, numbers of telephones."""
    if isinstance(value, str):
        return intern(value)
    if isinstance(value, dict):
        return {name: _sharing_texts(each) for name, each in value.items()}
    return [*map(_sharing_texts, value)] if isinstance(value, list) else value
