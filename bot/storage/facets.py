"""How every adapter finds a document again: its cards, and when it next has something to say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.call import Call
from bot.domain.figures import Figure
from bot.domain.notice import What
from bot.domain.ports import D, StaleVersionError, Wake

Card = tuple[str, str]


def cards_of(call: Call) -> Iterator[Card]:
    """Channel and ts of each card that was ever posted, so that a thread under a replaced card is still the call's."""
    for notice in call.notices:
        if notice.what is What.CARD and notice.channel and notice.ts:
            yield notice.channel, notice.ts


def wakes_before(instants: Mapping[str, datetime], before: datetime) -> list[Wake]:
    """Soonest first; at one instant, by id."""
    wakes = (Wake(key, at) for key, at in instants.items() if at < before)
    return sorted(wakes, key=lambda wake: (wake.at, wake.id))


def oldest_closing_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: (figure.closed_at, figure.number))


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
