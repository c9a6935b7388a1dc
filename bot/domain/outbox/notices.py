"""What can be asked of a document's notices, and done to them. All pure: the notices go in, the next ones come out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.outbox.notice import (
    EDITABLE,
    OUTSTANDING,
    THREAD_PARENT,
    DelayReason,
    DeliveryState,
    Notice,
    NoticeKind,
    Notices,
)


def queue_kind(queue: str) -> str:
    """`mail` of the lane `mail:camille@example.fr`."""
    return queue.partition(":")[0]


def find(notices: Notices, key: str) -> Notice | None:
    return next((notice for notice in notices if notice.key == key), None)


def latest(notices: Notices, kind: NoticeKind) -> Notice | None:
    """The newest notice of this kind that is not cancelled."""
    return next(
        (n for n in reversed(notices) if n.kind is kind and n.state is not DeliveryState.CANCELLED), None
    )


def posted(notices: Notices, kind: NoticeKind) -> Notice | None:
    """The newest notice of this kind that stands in a channel."""
    return next((n for n in reversed(notices) if n.kind is kind and n.state is DeliveryState.SENT), None)


def parent(notices: Notices, notice: Notice) -> Notice | None:
    """The posted message whose thread this notice belongs to; None where it has none or it is not posted yet."""
    above = THREAD_PARENT.get(notice.kind)
    return posted(notices, above) if above else None


def ready(notices: Notices, now: datetime) -> Notices:
    """The next notice of each lane that may be said at `now`, and the living ones to redraw.

    Within a lane the order is the promise's: an earlier one that is due holds the later ones back; one that is due
    in an hour holds nothing.
    """
    heads: dict[str, Notice] = {}
    for notice in sorted(notices, key=lambda n: n.due):
        pending = notice.state in OUTSTANDING and notice.due <= now
        if pending or notice.needs_update or notice.duplicate_check_is_due(now):
            heads.setdefault(notice.queue, notice)
    return tuple(n for n in heads.values() if n.ready_at <= now and _has_its_thread(notices, n))


def _has_its_thread(notices: Notices, notice: Notice) -> bool:
    return notice.kind not in THREAD_PARENT or parent(notices, notice) is not None


def next_at(notices: Notices) -> datetime | None:
    """When the document next has something to say; None when all is said."""
    return min((at for n in notices if (at := n.next_action_at)), default=None)


def change(notices: Notices, key: str, **fields: object) -> Notices:
    return tuple(replace(n, **fields) if n.key == key else n for n in notices)  # type: ignore[arg-type]  # names of fields


def claim(
    notices: Notices,
    key: str,
    now: datetime,
    delay_reason: DelayReason | None,
    duplicate_check_at: datetime | None = None,
) -> Notices:
    """Due → sending: from here on, only this attempt may post it."""
    return tuple(
        replace(
            n,
            state=DeliveryState.SENDING,
            attempt=n.attempt + 1,
            claimed_at=now,
            delay_reason=n.delay_reason or delay_reason,
            duplicate_check_at=duplicate_check_at or n.duplicate_check_at,
        )
        if n.key == key
        else n
        for n in notices
    )


def cancel(notices: Notices, kinds: Iterable[NoticeKind]) -> Notices:
    """Takes back what is not yet being said."""
    doomed = frozenset(kinds)
    return tuple(
        replace(n, state=DeliveryState.CANCELLED) if n.kind in doomed and n.state is DeliveryState.DUE else n
        for n in notices
    )


def postpone(notices: Notices, kinds: Iterable[NoticeKind], until: datetime) -> Notices:
    """Moves the due ones to `until` at the earliest."""
    held = frozenset(kinds)
    return tuple(
        replace(n, due=max(n.due, until)) if n.kind in held and n.state is DeliveryState.DUE else n
        for n in notices
    )


def request_update(notices: Notices, kinds: Iterable[NoticeKind] = EDITABLE) -> Notices:
    """Asks the living ones of these kinds to show what is true now."""
    shown_again = frozenset(kinds) & EDITABLE
    return tuple(
        replace(n, revision=n.revision + 1)
        if n.kind in shown_again and n.state is not DeliveryState.CANCELLED
        else n
        for n in notices
    )


BACKOFF = (1, 2, 5, 10, 30, 60)
"""Seconds before the next try, by attempt; the last one repeats. Nothing is ever given up silently."""


def backoff(attempt: int, spread: float = 0.0) -> timedelta:
    """Sooner by up to half of it, as `spread` goes from 0 to 1: what failed together is not tried together."""
    return timedelta(seconds=BACKOFF[min(attempt, len(BACKOFF)) - 1]) * (1 - spread / 2)
