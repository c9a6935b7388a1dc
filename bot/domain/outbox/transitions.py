"""How far a notice got, as changes of its document: claimed, said, certainly unsent, doubtful, unsayable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.calls import escalation, reports
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DelayReason, DeliveryState, NoticeKind
from bot.domain.outbox.notices import backoff, change, claim, find, queue_kind, request_update
from bot.domain.policy import Policy
from bot.domain.rota import announcements
from bot.domain.rota.week import Week

D = TypeVar("D", Call, Week)

MENDING = timedelta(minutes=15)
"""Before a mailbox of the house that does not exist is tried again."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a message stands, and which face of its document it shows."""

    channel: str | None
    ts: str | None
    revision: int


def mark_sending(
    document: D,
    key: str,
    now: datetime,
    delay_reason: DelayReason | None,
    policy: Policy,
    *,
    duplicate_check_at: datetime | None = None,
) -> D:
    """Due or doubtful → sending, with what beginning to say it changes; unchanged if it may not be said.

    A rung that lost its reason while it was being said in vain is cancelled.
    """
    notice = find(document.notices, key)
    if (
        notice is None
        or notice.state not in {DeliveryState.DUE, DeliveryState.UNCONFIRMED}
        or notice.ready_at > now
    ):
        return document
    if isinstance(document, Call) and escalation.is_moot(document, notice):
        return replace(document, notices=change(document.notices, key, state=DeliveryState.CANCELLED))
    begun = replace(document, notices=claim(document.notices, key, now, delay_reason, duplicate_check_at))
    notice = find(begun.notices, key)
    if isinstance(begun, Call) and notice is not None:
        return escalation.on_claim(begun, notice, now, policy.escalation)
    return begun


def mark_sent(document: D, key: str, where: Location, now: datetime, policy: Policy) -> D:
    """Sending → sent, with the rung that follows it; a card that comes after its ping has the ping redrawn."""
    notice = find(document.notices, key)
    if notice is None or notice.state is DeliveryState.SENT:
        return document
    fields = {
        "channel": where.channel,
        "ts": where.ts,
        "posted_revision": where.revision,
        "error": None,
        "retry_at": None,
    }
    done = replace(document, notices=change(document.notices, key, state=DeliveryState.SENT, **fields))
    if notice.kind is NoticeKind.CARD:
        done = replace(done, notices=request_update(done.notices, (NoticeKind.LEVEL2, NoticeKind.DECISION)))
    return escalation.on_said(done, notice, now, policy.escalation) if isinstance(done, Call) else done


def mark_retry(
    document: D, key: str, now: datetime, wait: timedelta | None, error: str, *, spread: float = 0.0
) -> D:
    """Certainly not said: due again after `wait`, or after the back-off of its tries; a failed try counts as one."""
    notice = find(document.notices, key)
    if notice is None:
        return document
    attempt = max(1, notice.attempt)
    again = now + (wait or backoff(attempt, spread))
    fields = {"state": DeliveryState.DUE, "attempt": attempt, "retry_at": again, "error": error}
    return replace(document, notices=change(document.notices, key, **fields))


def mark_update_delayed(document: D, key: str, retry_at: datetime, error: str) -> D:
    """A redraw that has to wait; what the message shows stands meanwhile."""
    return replace(document, notices=change(document.notices, key, retry_at=retry_at, error=error))


def mark_unconfirmed(document: D, key: str, retry_at: datetime | None, error: str) -> D:
    """Nobody can tell yet whether Slack has it."""
    return replace(
        document,
        notices=change(
            document.notices, key, state=DeliveryState.UNCONFIRMED, retry_at=retry_at, error=error
        ),
    )


def mark_rejected(
    document: D, key: str, now: datetime, error: str, policy: Policy, *, spread: float = 0.0
) -> D:
    """It is refused there for good.

    What was for a person finds another way, once. What was for a channel or a mailbox of the house is tried again,
    for somebody can mend that; a rung of the ladder has the lead told at once.
    """
    notice = find(document.notices, key)
    if notice is None or notice.state is DeliveryState.REJECTED:
        return document
    if isinstance(document, Week) and announcements.finds_another_way(notice):
        return announcements.refused(document, notice, now, error, policy)
    if isinstance(document, Call) and reports.for_a_person(notice, policy):
        return reports.instead(document, notice, now, error, policy)
    wait = MENDING if queue_kind(notice.queue) == "mail" else None
    again = mark_retry(document, key, now, wait, error, spread=spread)
    return escalation.on_refused(again, notice, now, policy.escalation) if isinstance(again, Call) else again


def mark_updated(document: D, key: str, revision: int) -> D:
    return replace(document, notices=change(document.notices, key, posted_revision=revision, retry_at=None))


def mark_deleted(document: D, key: str) -> D:
    """Somebody deleted the message: it is to be posted anew."""
    return replace(
        document,
        notices=change(
            document.notices, key, state=DeliveryState.DUE, ts=None, posted_revision=0, retry_at=None
        ),
    )


def mark_duplicates_checked(document: D, key: str, where: Location | None) -> D:
    """It stands once; `where`, if it is another of its copies than the one that was known."""
    fields: dict[str, object] = {"duplicate_check_at": None}
    if where:
        fields |= {"channel": where.channel, "ts": where.ts, "posted_revision": where.revision}
    return replace(document, notices=change(document.notices, key, **fields))


def mark_duplicate_check_delayed(document: D, key: str, at: datetime) -> D:
    return replace(document, notices=change(document.notices, key, duplicate_check_at=at))


def mark_uncertain(document: D, now: datetime) -> D:
    """The document is an older one: what was due by now may have been said since."""
    return replace(
        document,
        notices=tuple(
            replace(n, state=DeliveryState.UNCONFIRMED)
            if n.state in {DeliveryState.DUE, DeliveryState.SENDING} and n.ready_at <= now
            else n
            for n in document.notices
        ),
    )


def mark_recovered(document: D) -> D:
    """After a stop in the middle of saying something: what was being sent is doubtful."""
    if not any(n.state is DeliveryState.SENDING for n in document.notices):
        return document
    return replace(
        document,
        notices=tuple(
            replace(n, state=DeliveryState.UNCONFIRMED) if n.state is DeliveryState.SENDING else n
            for n in document.notices
        ),
    )
