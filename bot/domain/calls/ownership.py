"""Whose call it is at level 1: taking it back, giving it to somebody, calling the client back (surface 4)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls import callbacks, escalation
from bot.domain.calls.call import Call, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyOwner
from bot.domain.stamp import SYSTEM, Stamp

_AT_LEVEL1 = frozenset({State.LEVEL1, State.HANDED})
_NOT_BEGUN = frozenset({State.LEVEL1, State.TO_CALL_BACK})


def take_back(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """«Reprendre»: who clicks is the owner at level 1.

    Where level 2 had it, the deadline is what it was, or begins anew if it is past. Where the client waits for a call,
    it is «Je rappelle».

    Raises:
        AlreadyOwner: level 1 has it, and it is theirs.
        AlreadyClosed: the call is closed.
    """
    if call.state is State.TO_CALL_BACK:
        return call_back(call, stamp, policy)
    transitioned(call, Transition.TAKE_BACK)
    if call.state in _AT_LEVEL1 and call.owner == stamp.by:
        raise AlreadyOwner(call.number, stamp.by)
    before = call.owner
    call = _to_level1(call, stamp, stamp.by, Transition.TAKE_BACK, policy)
    return call.thread_line("taken_back", stamp, from_whom=before if before != stamp.by else None).refreshed()


def assign(call: Call, stamp: Stamp, to: str, policy: Policy) -> Call:
    """«Confier à…»: that member of the rota is the owner at level 1; a client who waits for a call still does.

    Unchanged when the same person gave them the call just before.

    Raises:
        AlreadyOwner: level 1 has it, and it is theirs.
        AlreadyClosed: the call is closed.
    """
    transitioned(call, Transition.ASSIGN)
    if call.state not in {State.WAITING, State.LEVEL2} and call.owner == to:
        if call.said_just_before("assigned", stamp):
            return call
        raise AlreadyOwner(call.number, to)
    before = call.owner
    if call.state is State.TO_CALL_BACK:
        call = callbacks.watch(replace(_without_level2(call), owner=to, level1=to), stamp.at, policy)
    else:
        call = _to_level1(call, stamp, to, Transition.ASSIGN, policy)
    facts = {"to_whom": to, "from_whom": before if before not in {to, stamp.by, SYSTEM} else None}
    return call.thread_line("assigned", stamp, **facts).refreshed()


def take_over(call: Call, stamp: Stamp) -> Call:
    """«Tout reprendre»: the week's technician is the owner of what a colleague has at level 1; else unchanged."""
    if call.state not in _NOT_BEGUN or call.owner == stamp.by:
        return call
    before = call.owner
    call = replace(_without_level2(call), owner=stamp.by, level1=stamp.by)
    return call.thread_line("taken_back", stamp, from_whom=before or None).refreshed()


def call_back(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """«Je rappelle»: who clicks is the owner at level 1, and its time begins; a developer who has the call keeps it.

    Unchanged when the same person said so just before.

    Raises:
        NotToCallBack: the client does not wait for a call.
        AlreadyClosed: the call is closed.
    """
    if call.is_open and call.state is not State.TO_CALL_BACK and call.said_just_before("called_back", stamp):
        return call
    back = callbacks.ended(transitioned(call, Transition.CALL_BACK), stamp.at)
    before = call.owner
    facts = {"from_whom": before if before not in {stamp.by, SYSTEM} else None}
    if stamp.by == call.level2 == before:
        back = replace(back, state=State.LEVEL2)
    else:
        back = replace(_without_level2(back), owner=stamp.by, level1=stamp.by)
        back = replace(back, state=callbacks.standing_state(back))
        if back.state is State.LEVEL1:
            back = escalation.begin_anew(back, stamp.at + policy.escalation.after, policy)
    return back.thread_line("called_back", stamp, **facts).refreshed()


def _to_level1(call: Call, stamp: Stamp, person: str, transition: Transition, policy: Policy) -> Call:
    """With this owner at level 1; level 2 is called no more, and the deadline is what it was."""
    if call.state in _AT_LEVEL1:
        return replace(call, owner=person, level1=person)
    call = escalation.stop(transitioned(call, transition))
    call = escalation.mark_ping(call, "taken_back", person)
    call = replace(_without_level2(call), owner=person, level1=person)
    call = replace(call, state=callbacks.standing_state(call))
    if call.state is not State.LEVEL1 or call.deadline is None or call.held(stamp.at):
        return replace(call, cycle=call.cycle + 1)
    return escalation.begin_anew(call, _deadline_again(call.deadline, stamp.at, policy), policy)


def _deadline_again(deadline: datetime, now: datetime, policy: Policy) -> datetime:
    return deadline if deadline > now else now + policy.escalation.after


def _without_level2(call: Call) -> Call:
    return replace(call, level2=None, previous_owner=None, taken=None, transferred=None)
