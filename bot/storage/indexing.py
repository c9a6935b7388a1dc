"""What stores find and order documents by."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats
from bot.domain.outbox.notice import NoticeKind
from bot.domain.ports import D, DueDocument, StaleVersionError

Card = tuple[str, str]
"""The channel and ts of a message."""


def cards_of(call: Call) -> Iterator[Card]:
    """Yields each card that was ever posted, so that a thread under a replaced card still belongs to the call."""
    for notice in call.notices:
        if notice.kind is NoticeKind.CARD and notice.channel and notice.ts:
            yield notice.channel, notice.ts


def due_documents(instants: Mapping[str, datetime], before: datetime) -> list[DueDocument]:
    """Returns the documents whose instant is before that one, soonest first; at one instant, by id."""
    due_before = (DueDocument(id_, at) for id_, at in instants.items() if at < before)
    return sorted(due_before, key=lambda due: (due.at, due.id))


def interned(stats: CallStats) -> CallStats:
    """Returns equal stats whose texts are shared by all that have them: the stores keep a row per closed call."""
    return replace(
        stats,
        client=sys.intern(stats.client),
        phone=stats.phone and sys.intern(stats.phone),
        contact=stats.contact and sys.intern(stats.contact),
        level1=sys.intern(stats.level1),
        opened_at=stats.opened_at.astimezone(UTC),
        closed_at=stats.closed_at.astimezone(UTC),
        shares=stats.shares and tuple((sys.intern(who), n) for who, n in stats.shares),
    )


def oldest_closing_first(stats: Iterable[CallStats]) -> list[CallStats]:
    """Sorts stats by closing, then by number."""
    return sorted(stats, key=lambda stats: (stats.closed_at, stats.number))


def next_version(document: D, stored: D | None, expected: int) -> D:
    """Returns the document with the version that a replacement writes.

    Raises:
        StaleVersionError: the stored version is not the expected one, or nothing is stored.
    """
    if stored is None or stored.version != expected:
        raise StaleVersionError(document.id)
    return replace(document, version=expected + 1)


def month_of(call: Call) -> str | None:
    """Returns the month of the closing, in UTC (`2026-11`), whose archive a call goes to; None while it is open."""
    return f"{call.closed.at:%Y-%m}" if call.closed else None


def age(call: Call) -> tuple[datetime, str]:
    """A sort key: the order of opening."""
    return call.opened.at, call.number
