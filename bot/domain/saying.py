"""How far a notice got, as changes of its document: claimed, said, certainly unsent, doubtful, unsayable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import amending, escalation, reporting
from bot.domain.call import Call
from bot.domain.notice import Late, Progress, What
from bot.domain.notices import backoff, change, claim, find, lane_kind, redraw
from bot.domain.policy import House
from bot.domain.week import Week

D = TypeVar("D", Call, Week)

MENDING = timedelta(minutes=15)
"""Before a mailbox of the house that does not exist is tried again."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands, and which face of its document it shows."""

    channel: str | None
    ts: str | None
    face: int


def claimed(
    document: D,
    key: str,
    now: datetime,
    late: Late | None,
    house: House,
    *,
    look_again: datetime | None = None,
) -> D:
    """Due or doubtful → sending, with what beginning to say it changes; unchanged if it may not be said.

    A rung that lost its reason while it was being said in vain is cancelled.
    """
    notice = find(document.notices, key)
    if notice is None or notice.state not in {Progress.DUE, Progress.DOUBTFUL} or notice.ready_at > now:
        return document
    if isinstance(document, Call) and escalation.is_moot(document, notice):
        return replace(document, notices=change(document.notices, key, state=Progress.CANCELLED))
    begun = replace(document, notices=claim(document.notices, key, now, late, look_again))
    notice = find(begun.notices, key)
    if isinstance(begun, Call) and notice is not None:
        return escalation.on_claim(begun, notice, now, house.ladder)
    return begun


def said(document: D, key: str, where: Posted, now: datetime, house: House) -> D:
    """Sending → sent, with the rung that follows it; a card that comes after its ping has the ping redrawn."""
    notice = find(document.notices, key)
    if notice is None or notice.state is Progress.SENT:
        return document
    fields = {
        "channel": where.channel,
        "ts": where.ts,
        "shown": where.face,
        "error": None,
        "not_before": None,
    }
    done = replace(document, notices=change(document.notices, key, state=Progress.SENT, **fields))
    if notice.what is What.CARD:
        done = replace(done, notices=redraw(done.notices, (What.LEVEL2, What.DECISION)))
    return escalation.on_said(done, notice, now, house.ladder) if isinstance(done, Call) else done


def unsent(
    document: D, key: str, now: datetime, wait: timedelta | None, error: str, *, spread: float = 0.0
) -> D:
    """Certainly not said: due again after `wait`, or after the back-off of its tries; a failed try counts as one."""
    notice = find(document.notices, key)
    if notice is None:
        return document
    attempt = max(1, notice.attempt)
    again = now + (wait or backoff(attempt, spread))
    fields = {"state": Progress.DUE, "attempt": attempt, "not_before": again, "error": error}
    return replace(document, notices=change(document.notices, key, **fields))


def postponed(document: D, key: str, not_before: datetime, error: str) -> D:
    """A redraw that has to wait; what the message shows stands meanwhile."""
    return replace(document, notices=change(document.notices, key, not_before=not_before, error=error))


def doubtful(document: D, key: str, not_before: datetime | None, error: str) -> D:
    """Nobody can tell yet whether Slack has it."""
    return replace(
        document,
        notices=change(document.notices, key, state=Progress.DOUBTFUL, not_before=not_before, error=error),
    )


def refused(document: D, key: str, now: datetime, error: str, house: House, *, spread: float = 0.0) -> D:
    """It is refused there for good.

    What was for a person finds another way, once. What was for a channel or a mailbox of the house is tried again,
    for somebody can mend that; a rung of the ladder has the lead told at once.
    """
    notice = find(document.notices, key)
    if notice is None or notice.state is Progress.FAILED:
        return document
    if isinstance(document, Week) and amending.finds_another_way(notice):
        return amending.refused(document, notice, now, error, house)
    if isinstance(document, Call) and reporting.for_a_person(notice, house):
        return reporting.instead(document, notice, now, error, house)
    wait = MENDING if lane_kind(notice.lane) == "mail" else None
    again = unsent(document, key, now, wait, error, spread=spread)
    return escalation.on_refused(again, notice, now, house.ladder) if isinstance(again, Call) else again


def redrawn(document: D, key: str, face: int) -> D:
    return replace(document, notices=change(document.notices, key, shown=face, not_before=None))


def lost(document: D, key: str) -> D:
    """Somebody deleted the message: it is to be posted anew."""
    return replace(
        document,
        notices=change(document.notices, key, state=Progress.DUE, ts=None, shown=0, not_before=None),
    )


def looked_again(document: D, key: str, where: Posted | None) -> D:
    """It stands once; `where`, if it is another of its copies than the one that was known."""
    fields: dict[str, object] = {"look_again": None}
    if where:
        fields |= {"channel": where.channel, "ts": where.ts, "shown": where.face}
    return replace(document, notices=change(document.notices, key, **fields))


def look_later(document: D, key: str, at: datetime) -> D:
    return replace(document, notices=change(document.notices, key, look_again=at))


def forgotten(document: D, now: datetime) -> D:
    """The document is an older one: what was due by now may have been said since."""
    return replace(
        document,
        notices=tuple(
            replace(n, state=Progress.DOUBTFUL)
            if n.state in {Progress.DUE, Progress.SENDING} and n.ready_at <= now
            else n
            for n in document.notices
        ),
    )


def interrupted(document: D) -> D:
    """After a stop in the middle of saying something: what was being sent is doubtful."""
    if not any(n.state is Progress.SENDING for n in document.notices):
        return document
    return replace(
        document,
        notices=tuple(
            replace(n, state=Progress.DOUBTFUL) if n.state is Progress.SENDING else n
            for n in document.notices
        ),
    )
