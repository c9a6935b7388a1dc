"""Questions about the notices that a document carries, and changes of them. Pure: notices in, notices out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.outbox.notice import (
    EDITABLE,
    OUTSTANDING,
    THREAD_PARENT,
    DelayReason,
    DeliveryState,
    Notice,
    NoticeKey,
    NoticeKind,
    Notices,
    Queue,
)


def find(notices: Notices, key: NoticeKey) -> Notice | None:
    """The notice with this key; None when there is none."""
    return next((notice for notice in notices if notice.key == key), None)


def latest(notices: Notices, kind: NoticeKind) -> Notice | None:
    """The newest notice of this kind that is not cancelled."""
    return next(
        (n for n in reversed(notices) if n.kind is kind and n.state is not DeliveryState.CANCELLED), None
    )


def posted(notices: Notices, kind: NoticeKind) -> Notice | None:
    """The newest notice of this kind whose message stands."""
    return next((n for n in reversed(notices) if n.kind is kind and n.state is DeliveryState.SENT), None)


def parent(notices: Notices, notice: Notice) -> Notice | None:
    """The posted message in whose thread this notice goes; None where it has none, or it is not posted yet."""
    above = THREAD_PARENT.get(notice.kind)
    return posted(notices, above) if above else None


def ready(notices: Notices, now: datetime) -> Notices:
    """The next notice of each queue that may be attempted at `now`, and those to update, to check or to forget.

    Within a queue the order is that of the promises: an earlier notice that is due holds the later ones back; one
    that is due in an hour holds nothing.
    """
    heads: dict[Queue, Notice] = {}
    for notice in sorted(notices, key=lambda n: n.due):
        outstanding = notice.state in OUTSTANDING and notice.due <= now
        standing = notice.needs_update or notice.duplicate_check_is_due(now) or notice.forgetting_is_due(now)
        if outstanding or standing:
            heads.setdefault(notice.queue, notice)
    return tuple(n for n in heads.values() if n.ready_at <= now and _has_its_thread(notices, n))


def _has_its_thread(notices: Notices, notice: Notice) -> bool:
    return notice.kind not in THREAD_PARENT or parent(notices, notice) is not None


def next_action_at(notices: Notices) -> datetime | None:
    """When the document next has something to deliver; None when all is done."""
    return min((at for n in notices if (at := n.next_action_at)), default=None)


def change(notices: Notices, key: NoticeKey, **fields: object) -> Notices:
    """With these fields of one notice replaced."""
    return tuple(replace(n, **fields) if n.key == key else n for n in notices)  # type: ignore[arg-type]  # names of fields


def claim(
    notices: Notices,
    key: NoticeKey,
    now: datetime,
    delay_reason: DelayReason | None,
    duplicate_check_at: datetime | None = None,
) -> Notices:
    """Due → sending: from here on, only this attempt may deliver it."""
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
    """Cancels the notices of these kinds of which no attempt is under way."""
    cancelled = frozenset(kinds)
    return tuple(
        replace(n, state=DeliveryState.CANCELLED)
        if n.kind in cancelled and n.state is DeliveryState.DUE
        else n
        for n in notices
    )


def request_update(notices: Notices, kinds: Iterable[NoticeKind] = EDITABLE) -> Notices:
    """Counts up the revision of the editable notices of these kinds, so that their messages are updated."""
    updated = frozenset(kinds) & EDITABLE
    return tuple(
        replace(n, revision=n.revision + 1)
        if n.kind in updated and n.state is not DeliveryState.CANCELLED
        else n
        for n in notices
    )
