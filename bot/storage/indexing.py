"""How every adapter finds a document again: its cards, and when it next has something to say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats
from bot.domain.outbox.notice import NoticeKind
from bot.domain.ports import D, DueDocument, StaleVersionError

Card = tuple[str, str]


def cards_of(call: Call) -> Iterator[Card]:
    """Channel and ts of each card that was ever posted, so that a thread under a replaced card is still the call's."""
    for notice in call.notices:
        if notice.kind is NoticeKind.CARD and notice.channel and notice.ts:
            yield notice.channel, notice.ts


def due_documents(instants: Mapping[str, datetime], before: datetime) -> list[DueDocument]:
    """Soonest first; at one instant, by id."""
    due_before = (DueDocument(key, at) for key, at in instants.items() if at < before)
    return sorted(due_before, key=lambda wake: (wake.at, wake.id))


def oldest_closing_first(stats: Iterable[CallStats]) -> list[CallStats]:
    return sorted(stats, key=lambda stats: (stats.closed_at, stats.number))


def next_version(document: D, stored: D | None, expected: int) -> D:
    """What a replacement writes.

    Raises:
        StaleVersionError: the stored version is not the expected one, or nothing is stored.
    """
    if stored is None or stored.version != expected:
        raise StaleVersionError(document.id)
    return replace(document, version=expected + 1)


def month_of(call: Call) -> str | None:
    """The month of the closing (UTC), by which retired calls are kept."""
    return f"{call.closed.at:%Y-%m}" if call.closed else None


def age(call: Call) -> tuple[datetime, str]:
    """The order of opening."""
    return call.opened.at, call.number
