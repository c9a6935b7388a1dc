"""What the index holds of each call, and its cache: a file for each month of archived calls.

A cache states the checksum and the size of the month's file that it was made from, the schema of documents, and which
figures it holds. It is made anew when one of them is another, or when it cannot be read.

What is read is small in memory, since it stays there for every archived call: texts are shared by all that have them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from sys import intern
from typing import Any, Self

import orjson

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, Transfer, stats_of
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notices import next_action_at
from bot.storage.documents import SCHEMA
from bot.storage.indexing import Card, cards_of, interned
from bot.storage.tiny.files import ChecksumError, checksum_of, with_checksum, without_checksum

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
        stats = stats_of(call)
        return cls(
            number=call.number,
            origin=call.origin,
            cards=tuple(cards_of(call)),
            client=intern(call.client.code),
            by=intern(call.opened.by),
            opened_at=call.opened.at,
            next_action_at=next_action_at(call.notices),
            stats=interned(stats) if stats else None,
        )


_SHAPE = " ".join(field.name for of in (IndexedCall, CallStats) for field in fields(of))


def cache_of(month: Path) -> Path:
    """Returns the path of a month's cache."""
    return month.with_suffix(".rows.json")


def source_of(month: Path) -> CacheSource | None:
    """Returns what identifies this version of a month's file; None if it cannot be read."""
    checksum = checksum_of(month)
    if checksum is None:
        return None
    return {"1": {"sha256": checksum, "size": month.stat().st_size, "schema": SCHEMA, "shape": _SHAPE}}


def read_cache(month: Path) -> list[IndexedCall] | None:
    """Returns what the cache of a month's file holds; None if it has to be made anew."""
    source = source_of(month)
    try:
        content = without_checksum(cache_of(month).read_bytes())
        if source and content["of"] == source:
            return [*map(_unpacked, content["rows"])]
    except (OSError, ChecksumError, LookupError, TypeError, ValueError):
        pass
    return None


def cache_content(calls: Iterable[IndexedCall], source: CacheSource) -> bytes:
    """Returns the content of a cache that was made from this version of a month's file."""
    return with_checksum(
        {"of": source, "rows": [orjson.Fragment(orjson.dumps(_packed(call))) for call in calls]}
    )


def _packed(call: IndexedCall) -> list[Any]:
    """A row: what the figures repeat of the call is left out."""
    row = [call.number, call.origin, call.cards, call.client, call.by, call.opened_at, call.next_action_at]
    stats = call.stats
    if stats is None:
        return row
    return [
        *row,
        *(stats.closed_at, stats.imputation, stats.minutes1, stats.minutes2, stats.solved_at),
        *(stats.phone, stats.contact, stats.level1, stats.shares, stats.transfer, stats.taken_after),
        *(stats.helped_by, stats.missed, stats.called_back_after),
    ]


def _unpacked(row: list[Any]) -> IndexedCall:
    number, origin, cards, client, by, opened_at, next_action_at, *figures = row
    opened = datetime.fromisoformat(opened_at)
    client = intern(client)
    return IndexedCall(
        number=number,
        origin=origin,
        cards=tuple((intern(channel), ts) for channel, ts in cards),
        client=client,
        by=intern(by),
        opened_at=opened,
        next_action_at=datetime.fromisoformat(next_action_at) if next_action_at else None,
        stats=_stats(number, client, opened, *figures) if figures else None,
    )


def _stats(number: str, client: str, opened_at: datetime, *figures: Any) -> CallStats:
    closed_at, imputation, minutes1, minutes2, solved_at, phone, contact, *rest = figures
    level1, shares, transfer, taken_after, helped_by, missed, called_back_after = rest
    return CallStats(
        number=number,
        client=client,
        opened_at=opened_at,
        closed_at=datetime.fromisoformat(closed_at),
        imputation=Imputation(imputation),
        minutes1=minutes1,
        minutes2=minutes2,
        solved_at=solved_at,
        phone=phone and intern(phone),
        contact=contact and intern(contact),
        level1=intern(level1),
        shares=None if shares is None else tuple((intern(who), minutes) for who, minutes in shares),
        transfer=Transfer(transfer) if transfer else None,
        taken_after=taken_after,
        helped_by=helped_by and intern(helped_by),
        missed=missed,
        called_back_after=called_back_after,
    )
