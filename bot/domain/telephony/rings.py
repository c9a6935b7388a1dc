"""What the exchange's events change in the week that holds the rings, and what is said of them (surface 10)."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.outbox.notice import (
    OUTSTANDING,
    DeliveryState,
    Fact,
    Notice,
    NoticeKey,
    NoticeKind,
    Queue,
    QueueKind,
)
from bot.domain.outbox.notices import change
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import PhoneEvent, PhoneEventKind, Ring

_KEYS = 4
"""A ring's keys of one kind: the week's technician and who answered, each of whom Slack may not reach."""

RING_KINDS = frozenset({NoticeKind.RING, NoticeKind.UNENTERED})


def received(week: Week, event: PhoneEvent, technician: str | None) -> Week:
    """The week after an event, in whatever order events come; the same week where it says nothing new.

    `technician` is the week's, None when there is none.
    """
    before = known_ring(week, event.call_id, event.at)
    if before is None:
        week, ring = _begun(week, event, technician)
    else:
        ring = before
    after = _applied(ring, event)
    if before is not None and after == before:
        return week
    return _told(_put(week, after), after, event.at)


def known_ring(week: Week, call_id: str, now: datetime) -> Ring | None:
    """The ring of this call of the exchange; None where the week holds none, or only one that is long over."""
    ring = week.ring(call_id)
    return None if ring is None or ring.is_forgotten(now) else ring


def identified(week: Week, n: int, person: str | None, at: datetime) -> Week:
    """Slack was asked who answered the ring `n`: a Slack id, or None for nobody whom it knows."""
    ring = ring_of(week, n)
    if ring is None or ring.sought or ring.answered is None:
        return week
    ring = replace(ring, by=person, sought=True)
    return _told(_put(week, ring), ring, at)


def opened(week: Week, n: int, number: str) -> Week:
    """A call was opened from the ring `n`, or a card for it as a missed call; the same week where it was known."""
    ring = ring_of(week, n)
    if ring is None or ring.opened:
        return week
    week = _put(week, replace(ring, opened=number))
    return _refreshed(_cancelled(week, n, NoticeKind.UNENTERED), n)


def of_call(week: Week, call: str, phone: str | None) -> tuple[Ring, ...]:
    """The rings whose messages show a missed call: its own, and those from its number (E.164) that nobody entered."""
    return tuple(
        ring
        for ring in week.rings
        if ring.opened == call or (phone is not None and ring.number == phone and not ring.opened)
    )


def shown_anew(week: Week, call: str, phone: str | None) -> Week:
    """What the messages about a missed call say of it has changed; the same week where it has none."""
    for ring in of_call(week, call, phone):
        week = _refreshed(week, ring.n)
    return week


def reference(monday: date, ring: Ring) -> str:
    """Names a ring in the installation, by the week that holds it: `2026-11-23/3`."""
    return f"{monday}/{ring.n}"


def parse_reference(text: str) -> tuple[date, int]:
    """The Monday and the count of what `reference` wrote.

    Raises:
        ValueError: the text is no reference.
    """
    monday, _, n = text.partition("/")
    return date.fromisoformat(monday), int(n)


def ring_of(week: Week, n: int) -> Ring | None:
    """The ring with this count; None where the week does not hold it (any more)."""
    return next((ring for ring in week.rings if ring.n == n), None)


def no_more_offered(week: Week, n: int) -> Week:
    """The ring `n` was offered once more: its first message offers nothing now."""
    notices = tuple(
        replace(notice, revision=notice.revision + 1)
        if notice.kind is NoticeKind.RING and notice.facts["ring"] == n
        else notice
        for notice in week.notices
    )
    return replace(week, notices=notices)


def refused(week: Week, notice: Notice, now: datetime, error: str, service: str) -> Week:
    """Slack cannot reach the person: the message stands in the channel `service` instead."""
    failed = replace(
        week, notices=change(week.notices, notice.key, state=DeliveryState.REJECTED, error=error)
    )
    n, queue = int(notice.facts["ring"] or 0), Queue(QueueKind.SERVICE)
    return _enqueued(failed, n, notice.kind, queue, to=service, due=now, instead_of=notice.to)


def is_moot(week: Week, notice: Notice) -> bool:
    """Whether a notice about a ring need not be delivered: the ring is over, or its call was opened."""
    if notice.kind not in RING_KINDS:
        return False
    ring = ring_of(week, int(notice.facts["ring"] or 0))
    if ring is None or ring.opened is not None:
        return True
    return notice.kind is NoticeKind.RING and ring.missed


def _begun(week: Week, event: PhoneEvent, technician: str | None) -> tuple[Week, Ring]:
    n = week.rings_begun + 1
    ring = Ring(n=n, call_id=event.call_id, number=event.number, started=event.at, to=technician)
    return _without_forgotten(replace(week, rings=(*week.rings, ring), rings_begun=n), event.at), ring


def _without_forgotten(week: Week, now: datetime) -> Week:
    """Without the rings that are long over, and what was said of them."""
    over = {ring.n for ring in week.rings if ring.is_forgotten(now)}
    notices = tuple(
        n
        for n in week.notices
        if n.kind not in RING_KINDS or n.facts["ring"] not in over or n.state in OUTSTANDING
    )
    return replace(week, rings=tuple(r for r in week.rings if r.n not in over), notices=notices)


def _applied(ring: Ring, event: PhoneEvent) -> Ring:
    """The first answer and the first hang-up count; the number is that of the first event that has one."""
    ring = replace(ring, number=ring.number or event.number)
    if event.kind is PhoneEventKind.ANSWER and ring.answered is None:
        return replace(ring, answered=event.at, names=event.names, answering=event.answering)
    if event.kind is PhoneEventKind.HANGUP and ring.ended is None:
        return replace(ring, ended=event.at)
    return ring


def _told(week: Week, ring: Ring, at: datetime) -> Week:
    """With the messages that follow from what became of the ring; nothing until it is known who answered."""
    if ring.answered and not ring.sought:
        return week
    week = _refreshed(week, ring.n)
    if ring.missed:
        return _cancelled(week, ring.n, NoticeKind.RING)
    person = ring.handler
    if person and not ring.opened and not _is_told(week, ring.n, person):
        week = _direct(week, ring, NoticeKind.RING, person, at)
    if person and ring.enter_until and not ring.opened and not _has(week, ring.n, NoticeKind.UNENTERED):
        week = _direct(week, ring, NoticeKind.UNENTERED, person, ring.enter_until)
    return week


def _direct(week: Week, ring: Ring, kind: NoticeKind, person: str, due: datetime) -> Week:
    return _enqueued(week, ring.n, kind, Queue.direct_message(person), to=person, due=due)


def _is_told(week: Week, n: int, person: str) -> bool:
    return any(
        notice.kind is NoticeKind.RING and notice.facts["ring"] == n and notice.to == person
        for notice in week.notices
    )


def _has(week: Week, n: int, kind: NoticeKind) -> bool:
    return any(notice.kind is kind and notice.facts["ring"] == n for notice in week.notices)


def _enqueued(
    week: Week, n: int, kind: NoticeKind, queue: Queue, *, to: str, due: datetime, **facts: Fact
) -> Week:
    """In a queue of the ring's own: who rings does not wait until another message is known to have arrived.

    Keyed by the ring's count: what was forgotten is not counted again.
    """
    earlier = sum(notice.kind is kind and notice.facts["ring"] == n for notice in week.notices)
    notice = Notice(
        key=NoticeKey(week.id, 1, kind, _KEYS * n + earlier),
        kind=kind,
        queue=queue.apart(f"ring{n}"),
        to=to,
        due=due,
        facts={**facts, "ring": n},
    )
    return replace(week, notices=(*week.notices, notice))


def _cancelled(week: Week, n: int, kind: NoticeKind) -> Week:
    """What is not yet being sent about the ring is not sent."""
    notices = tuple(
        replace(notice, state=DeliveryState.CANCELLED)
        if notice.kind is kind and notice.facts["ring"] == n and notice.state is DeliveryState.DUE
        else notice
        for notice in week.notices
    )
    return replace(week, notices=notices)


def _refreshed(week: Week, n: int) -> Week:
    """The messages about the ring are to show what is true now."""
    notices = tuple(
        replace(notice, revision=notice.revision + 1)
        if notice.kind in RING_KINDS
        and notice.facts["ring"] == n
        and notice.state is not DeliveryState.CANCELLED
        else notice
        for notice in week.notices
    )
    return replace(week, notices=notices)


def _put(week: Week, ring: Ring) -> Week:
    return replace(week, rings=tuple(ring if other.n == ring.n else other for other in week.rings))
