"""«Rappel prévu» and «À rappeler»: the client calls back, or has to be called, and what a silence does (surface 5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.calls.call import Call, Callback, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import HANDS_OVER, Leaf, current_step
from bot.domain.outbox.notice import (
    CALLBACK_KINDS,
    ESCALATION_KINDS,
    Notice,
    NoticeKind,
    Queue,
    QueueKind,
)
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyHeld, HoldInThePast, HoldTooFar, ReasonMissing
from bot.domain.stamp import SAME_CLICK, Stamp

LONGEST = timedelta(days=31)
"""How far ahead a callback can be."""

AT_MOST = 3
"""How many callbacks a call can have."""


def standing_state(call: Call) -> State:
    """Who has the call, apart from a callback: a developer who took it, what it was handed over to, or level 1."""
    if call.level2 is not None and call.owner == call.level2:
        return State.LEVEL2
    leaf = current_step(call.triage)
    handed = isinstance(leaf, Leaf) and leaf.effect in HANDS_OVER
    return State.HANDED if handed else State.LEVEL1


def hold(call: Call, stamp: Stamp, until: datetime, reason: str) -> Call:
    """«Rappel prévu»: nobody is called before `until`, when the owner is told to call; replaces an earlier one.

    Unchanged when the same person planned the same just before.

    Raises:
        AlreadyHeld: the call has had `AT_MOST`.
        HoldInThePast: `until` is over.
        HoldTooFar: `until` is further away than `LONGEST`.
        ReasonMissing: no reason was typed.
        CallRefusal: the call is closed.
    """
    if _is_repeated(call, stamp, until, reason):
        return call
    call = transitioned(call, Transition.HOLD)
    if len(call.earlier_callbacks) + (call.callback is not None) >= AT_MOST:
        raise AlreadyHeld(call.number)
    if until <= stamp.at:
        raise HoldInThePast
    if until > stamp.at + LONGEST:
        raise HoldTooFar
    if not reason.strip():
        raise ReasonMissing
    if call.state is State.TO_CALL_BACK:
        call = replace(call, state=standing_state(call))
    call = ended(call, stamp.at)
    held = Callback(until, reason.strip(), stamp)
    deadline = max(call.deadline, until) if call.deadline else None
    call = replace(
        call, callback=held, deadline=deadline, notices=cancel(call.notices, ESCALATION_KINDS)
    ).enqueue(NoticeKind.CALL_BACK, queue=Queue(QueueKind.THREAD), to=call.notices[0].to, due=until)
    return call.thread_line("held", stamp, until=until.isoformat(), reason=held.reason).refreshed()


def ended(call: Call, at: datetime) -> Call:
    """The call without a callback, and without anybody to be told of one."""
    call = replace(call, notices=cancel(call.notices, CALLBACK_KINDS))
    if call.callback is None:
        return call
    over = replace(call.callback, until=min(call.callback.until, at))
    return replace(call, callback=None, earlier_callbacks=(*call.earlier_callbacks, over))


def await_call_back(call: Call, at: datetime, policy: Policy) -> Call:
    """«À rappeler»: nobody is called for a silence; the week's technician and the lead are told of it, once."""
    call = transitioned(call, Transition.CALLBACK_DUE)
    call = replace(call, notices=cancel(call.notices, ESCALATION_KINDS))
    return watch(call, at, policy).refreshed()


def watch(call: Call, at: datetime, policy: Policy) -> Call:
    """Plans anew what a silence does: `after` from now, within the hours."""
    call = replace(call, notices=cancel(call.notices, (NoticeKind.UNCALLED, NoticeKind.UNCALLED_LEAD)))
    escalation = policy.escalation
    due = at + escalation.after
    due = escalation.hours.next_within(due) if escalation.hours else due
    call = call.enqueue(
        NoticeKind.UNCALLED,
        queue=Queue(QueueKind.THREAD),
        to=call.notices[0].to,
        due=due,
        since=at.isoformat(),
    )
    if escalation.lead is None:
        return call
    queue = Queue.direct_message(escalation.lead)
    return call.enqueue(
        NoticeKind.UNCALLED_LEAD, queue=queue, to=escalation.lead, due=due, since=at.isoformat()
    )


def is_moot(call: Call, notice: Notice) -> bool:
    """Whether nobody has to be told any more that the client waits for a call."""
    if notice.kind not in CALLBACK_KINDS:
        return False
    newest = call.newest(notice.kind)
    if not call.is_open or newest is None or newest.key != notice.key:
        return True
    return (
        call.callback is None if notice.kind is NoticeKind.CALL_BACK else call.state is not State.TO_CALL_BACK
    )


def on_sending(call: Call, notice: Notice, now: datetime, policy: Policy) -> Call:
    """The call at the instant at which its owner is told that the hour of the callback has come."""
    if notice.kind is not NoticeKind.CALL_BACK or call.state is State.TO_CALL_BACK:
        return call
    return await_call_back(call, now, policy)


def _is_repeated(call: Call, stamp: Stamp, until: datetime, reason: str) -> bool:
    held = call.callback
    return (
        held is not None
        and (held.until, held.reason, held.stamp.by) == (until, reason.strip(), stamp.by)
        and stamp.at - held.stamp.at < SAME_CLICK
    )
