"""How far a notice got, as changes of its document: claimed, said, certainly unsent, doubtful, unsayable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import escalation
from bot.domain.call import Call
from bot.domain.notice import Late, Notice, Progress, What, backoff, change, claim, find, redraw
from bot.domain.policy import House
from bot.domain.week import Week

D = TypeVar("D", Call, Week)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands, and which face of its document it shows."""

    channel: str | None
    ts: str | None
    face: int


def claimed(document: D, key: str, now: datetime, late: Late | None, house: House) -> D:
    """Due or doubtful → sending, with what beginning to say it changes; unchanged if it may not be said."""
    notice = find(document.notices, key)
    if notice is None or notice.state not in {Progress.DUE, Progress.DOUBTFUL} or notice.ready_at > now:
        return document
    begun = replace(document, notices=claim(document.notices, key, now, late))
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


def unsent(document: D, key: str, now: datetime, wait: timedelta | None, error: str) -> D:
    """Certainly not said: due again after `wait`, or after the back-off of its tries; a failed try counts as one."""
    notice = find(document.notices, key)
    if notice is None:
        return document
    attempt = max(1, notice.attempt)
    again = now + (wait or backoff(attempt))
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


def refused(document: D, key: str, now: datetime, error: str, house: House) -> D:
    """Slack will not have it there.

    What was for a person is said to the service instead, once. What was for a channel is tried again, for somebody
    can mend a channel; a rung of the ladder has the lead told at once.
    """
    notice = find(document.notices, key)
    if notice is None or notice.state is Progress.FAILED:
        return document
    if notice.lane.startswith("dm:") and isinstance(document, Call):
        failed = replace(document, notices=change(document.notices, key, state=Progress.FAILED, error=error))
        return _instead(failed, notice, now, house)
    again = unsent(document, key, now, None, error)
    return escalation.on_refused(again, notice, now, house.ladder) if isinstance(again, Call) else again


def _instead(call: Call, notice: Notice, now: datetime, house: House) -> Call:
    facts = {**notice.facts, "instead_of": notice.to}
    return call.say(notice.what, lane="service", to=house.channels.service, due=now, **facts)


def redrawn(document: D, key: str, face: int) -> D:
    return replace(document, notices=change(document.notices, key, shown=face, not_before=None))


def lost(document: D, key: str) -> D:
    """Somebody deleted the message: it is to be posted anew."""
    return replace(
        document,
        notices=change(document.notices, key, state=Progress.DUE, ts=None, shown=0, not_before=None),
    )


def interrupted(document: D) -> D:
    """After a stop in the middle of saying something: what was being sent is doubtful."""
    return replace(
        document,
        notices=tuple(
            replace(n, state=Progress.DOUBTFUL) if n.state is Progress.SENDING else n
            for n in document.notices
        ),
    )
