"""The escalation (seed 5.3): after ten minutes level 2 is called, then reminded, and the lead told, once."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls import callbacks, refused_channels
from bot.domain.calls.call import Call, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.outbox.notice import (
    ESCALATION_KINDS,
    DelayReason,
    DeliveryState,
    Notice,
    NoticeKind,
    Queue,
    QueueKind,
)
from bot.domain.outbox.notices import cancel, change
from bot.domain.policy import EscalationPolicy, Policy
from bot.domain.stamp import SYSTEM, Stamp


def start(call: Call, at: datetime, policy: Policy) -> Call:
    """Level 1's time begins: the deadline is written with the call."""
    deadline = at + policy.escalation.after
    call = replace(call, deadline=deadline)
    return _ping(call, deadline, policy, why="deadline", after=int(policy.escalation.after.total_seconds()))


def resume(call: Call, at: datetime, policy: Policy) -> Call:
    """Brings back a deadline that a handover had ended, at once if it is past."""
    if call.deadline is None or call.held(at):
        return call
    due = max(call.deadline, at)
    return _ping(
        call, due, policy, why="deadline", after=int((call.deadline - call.opened.at).total_seconds())
    )


def stop(call: Call) -> Call:
    """Nobody is to be called any more for this visit."""
    return replace(call, notices=cancel(call.notices, ESCALATION_KINDS))


def begin_anew(call: Call, deadline: datetime, policy: Policy) -> Call:
    """Level 1 has time again, until `deadline`: then level 2 is called by a new message."""
    call = replace(call, cycle=call.cycle + 1, deadline=deadline, transferred=None, taken=None)
    return _ping(call, deadline, policy, why="deadline", after=int(policy.escalation.after.total_seconds()))


def mark_ping(call: Call, over: str, by: str) -> Call:
    """The ping that stands says how it ended: `handed_back` or `taken_back`, by whom."""
    ping = call.newest(NoticeKind.LEVEL2)
    if ping is None:
        return call
    return replace(
        call, notices=change(call.notices, ping.key, facts={**ping.facts, "over": over, "over_by": by})
    )


def call_level2(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Level 1 hands the call over at once, without waiting for the deadline."""
    if call.state is State.WAITING and call.transferred and call.transferred.by == stamp.by:
        return call
    call = callbacks.ended(stop(transitioned(call, Transition.CALL_LEVEL2)), stamp.at)
    call = _ping(replace(call, transferred=stamp), stamp.at, policy, why="asked", by=stamp.by)
    return call.thread_line("transferred", stamp).refreshed()


def take(call: Call, stamp: Stamp) -> Call:
    """«Je prends»: the developer becomes the owner and the escalation ends."""
    if call.state is State.LEVEL2 and call.level2 == stamp.by:
        return call
    due = call.state is State.TO_CALL_BACK
    call = stop(transitioned(call, Transition.TAKE))
    call = callbacks.ended(call, stamp.at) if due else call
    call = replace(call, owner=stamp.by, level2=stamp.by, previous_owner=call.owner, taken=stamp)
    return call.thread_line("taken", stamp).refreshed()


def hand_back(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """«Rendre»: who had the call before has it again, and the escalation starts anew.

    Unchanged when the same person handed it back just before.

    Raises:
        NotWaiting: level 2 does not have it.
        CallRefusal: the call is closed.
    """
    if call.state in {State.LEVEL1, State.HANDED} and call.said_just_before("handed_back", stamp):
        return call
    call = mark_ping(stop(transitioned(call, Transition.HAND_BACK)), "handed_back", stamp.by)
    owner = call.previous_owner or call.level1
    call = replace(call, owner=owner, level2=None, previous_owner=None, taken=None, transferred=None)
    call = replace(call, state=callbacks.standing_state(call))
    if call.state is State.LEVEL1 and not call.held(stamp.at):
        call = begin_anew(call, stamp.at + policy.escalation.after, policy)
    return call.thread_line("handed_back", stamp, to_whom=owner).refreshed()


def hand_over(call: Call, at: datetime) -> Call:
    """What is not level 1's to solve does not run the clock; who answered so has spoken to the client."""
    due = call.state is State.TO_CALL_BACK
    call = stop(transitioned(call, Transition.HAND_OVER))
    return callbacks.ended(call, at) if due else call


def is_moot(call: Call, notice: Notice) -> bool:
    """Whether a step need not be delivered: what would have cancelled it came while it was attempted in vain."""
    if notice.kind not in ESCALATION_KINDS:
        return False
    of_now = call.is_open and notice.key.cycle == call.cycle
    return not of_now or (notice.kind is not NoticeKind.LEVEL2 and call.state is not State.WAITING)


def on_sending(call: Call, notice: Notice, now: datetime, escalation: EscalationPolicy) -> Call:
    """The call at the instant at which a step begins to be delivered.

    The deadline's ping moves the call to level 2; a reminder that was missed while the bot was down gives way to
    the next step of the schedule.
    """
    if notice.kind is NoticeKind.LEVEL2 and call.state is State.LEVEL1:
        by_clock = Stamp(notice.due, SYSTEM)
        call = replace(transitioned(call, Transition.CALL_LEVEL2), transferred=by_clock)
        after = notice.facts.get("after")
        return call.thread_line("unsolved", Stamp(now, SYSTEM), after=after).refreshed()
    if notice.kind is NoticeKind.REMINDER and notice.delay_reason is DelayReason.STOPPED:
        skipped = change(call.notices, notice.key, state=DeliveryState.CANCELLED)
        missed = int((now - notice.due) / escalation.repeat) + 1
        n = int(notice.facts["n"] or 1) + missed
        due = notice.due + missed * escalation.repeat
        return _next_step(
            replace(call, notices=skipped), n, due if n <= escalation.repeats else now, escalation
        )
    return call


def on_sent(call: Call, notice: Notice, at: datetime, escalation: EscalationPolicy) -> Call:
    """The call with the step after the one that was delivered; none once level 2 has taken the call."""
    if not _goes_on(call, notice, at):
        return call
    if notice.kind is NoticeKind.LEVEL2 and _went_on(call):
        return call
    said = int(notice.facts.get("n") or 0)
    return _next_step(call, said + 1, escalation.later(at), escalation)


def on_rejected(call: Call, notice: Notice, at: datetime, escalation: EscalationPolicy) -> Call:
    """The call when a channel rejects one of its messages: who opened it and the lead are told, at once."""
    return refused_channels.tell(call, notice, at, escalation)


def _goes_on(call: Call, notice: Notice, at: datetime) -> bool:
    """Whether another step follows this one: nobody has taken the call, and no client is waited for."""
    steps = {NoticeKind.LEVEL2, NoticeKind.REMINDER}
    return notice.kind in steps and call.state is State.WAITING and not call.held(at)


def _next_step(call: Call, n: int, due: datetime, escalation: EscalationPolicy) -> Call:
    if n <= escalation.repeats:
        dev = next(notice for notice in call.notices if notice.kind is NoticeKind.LEVEL2)
        return call.enqueue(NoticeKind.REMINDER, queue=Queue(QueueKind.DEV), to=dev.to, due=due, n=n)
    told = call.newest(NoticeKind.LEAD)
    if escalation.lead and not (told and told.key.cycle == call.cycle):
        return call.enqueue(
            NoticeKind.LEAD, queue=Queue.direct_message(escalation.lead), to=escalation.lead, due=due
        )
    return call


def _went_on(call: Call) -> bool:
    """Whether the ladder has gone on since the ping: it was posted anew because somebody deleted it."""
    return any(
        n.kind in {NoticeKind.REMINDER, NoticeKind.LEAD}
        and n.key.cycle == call.cycle
        and n.state is not DeliveryState.CANCELLED
        for n in call.notices
    )


def _ping(call: Call, due: datetime, policy: Policy, **facts: str | int | None) -> Call:
    return call.enqueue(
        NoticeKind.LEVEL2, queue=Queue(QueueKind.DEV), to=policy.channels.dev, due=due, **facts
    )
