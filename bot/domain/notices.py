"""What can be asked of a document's notices, and done to them. All pure: the notices go in, the next ones come out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.notice import LIVING, PENDING, UNDER, Late, Notice, Notices, Progress, What


def lane_kind(lane: str) -> str:
    """`mail` of the lane `mail:camille@example.fr`."""
    return lane.partition(":")[0]


def find(notices: Notices, key: str) -> Notice | None:
    return next((notice for notice in notices if notice.key == key), None)


def latest(notices: Notices, what: What) -> Notice | None:
    """The newest notice of this kind that is not cancelled."""
    return next((n for n in reversed(notices) if n.what is what and n.state is not Progress.CANCELLED), None)


def posted(notices: Notices, what: What) -> Notice | None:
    """The newest notice of this kind that stands in a channel."""
    return next((n for n in reversed(notices) if n.what is what and n.state is Progress.SENT), None)


def parent(notices: Notices, notice: Notice) -> Notice | None:
    """The posted message whose thread this notice belongs to; None where it has none or it is not posted yet."""
    above = UNDER.get(notice.what)
    return posted(notices, above) if above else None


def ready(notices: Notices, now: datetime) -> Notices:
    """The next notice of each lane that may be said at `now`, and the living ones to redraw.

    Within a lane the order is the promise's: an earlier one that is due holds the later ones back; one that is due
    in an hour holds nothing.
    """
    heads: dict[str, Notice] = {}
    for notice in sorted(notices, key=lambda n: n.due):
        pending = notice.state in PENDING and notice.due <= now
        if pending or notice.stale or notice.may_stand_twice(now):
            heads.setdefault(notice.lane, notice)
    return tuple(n for n in heads.values() if n.ready_at <= now and _has_its_thread(notices, n))


def _has_its_thread(notices: Notices, notice: Notice) -> bool:
    return notice.what not in UNDER or parent(notices, notice) is not None


def next_at(notices: Notices) -> datetime | None:
    """When the document next has something to say; None when all is said."""
    return min((at for n in notices if (at := n.wakes_at)), default=None)


def change(notices: Notices, key: str, **fields: object) -> Notices:
    return tuple(replace(n, **fields) if n.key == key else n for n in notices)  # type: ignore[arg-type]  # names of fields


def claim(
    notices: Notices, key: str, now: datetime, late: Late | None, look_again: datetime | None = None
) -> Notices:
    """Due → sending: from here on, only this attempt may post it."""
    return tuple(
        replace(
            n,
            state=Progress.SENDING,
            attempt=n.attempt + 1,
            since=now,
            late=n.late or late,
            look_again=look_again or n.look_again,
        )
        if n.key == key
        else n
        for n in notices
    )


def cancel(notices: Notices, whats: Iterable[What]) -> Notices:
    """Takes back what is not yet being said."""
    doomed = frozenset(whats)
    return tuple(
        replace(n, state=Progress.CANCELLED) if n.what in doomed and n.state is Progress.DUE else n
        for n in notices
    )


def postpone(notices: Notices, whats: Iterable[What], until: datetime) -> Notices:
    """Moves the due ones to `until` at the earliest."""
    held = frozenset(whats)
    return tuple(
        replace(n, due=max(n.due, until)) if n.what in held and n.state is Progress.DUE else n
        for n in notices
    )


def redraw(notices: Notices, whats: Iterable[What] = LIVING) -> Notices:
    """Asks the living ones of these kinds to show what is true now."""
    shown_again = frozenset(whats) & LIVING
    return tuple(
        replace(n, face=n.face + 1) if n.what in shown_again and n.state is not Progress.CANCELLED else n
        for n in notices
    )


BACKOFF = (1, 2, 5, 10, 30, 60)
"""Seconds before the next try, by attempt; the last one repeats. Nothing is ever given up silently."""


def backoff(attempt: int, spread: float = 0.0) -> timedelta:
    """Sooner by up to half of it, as `spread` goes from 0 to 1: what failed together is not tried together."""
    return timedelta(seconds=BACKOFF[min(attempt, len(BACKOFF)) - 1]) * (1 - spread / 2)
