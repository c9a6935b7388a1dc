"""TRANSITIONS: which transition is allowed in which state, and to which it leads (seed 5.3).

A missing row is a refusal.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from bot.domain.calls.call import Call, State
from bot.domain.refusals import (
    AlreadyClosed,
    AlreadyHanded,
    AlreadyTaken,
    AlreadyTransferred,
    CallRefusal,
    NotClosed,
    NotToCallBack,
    NotWaiting,
)


class Transition(StrEnum):
    """What can be done to a call."""

    CALL_LEVEL2 = "call_level2"
    TAKE = "take"
    HAND_BACK = "hand_back"
    TAKE_BACK = "take_back"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    ANSWER = "answer"
    REWIND = "rewind"
    ANNOUNCE = "announce"
    CALL_TEAM = "call_team"
    EDIT = "edit"
    NOTE = "note"
    HOLD = "hold"
    CALLBACK_DUE = "callback_due"
    CALL_BACK = "call_back"
    CLOSE = "close"
    DISCARD = "discard"
    REOPEN = "reopen"


_WORK = (
    Transition.ANSWER,
    Transition.REWIND,
    Transition.ANNOUNCE,
    Transition.CALL_TEAM,
    Transition.EDIT,
    Transition.NOTE,
    Transition.HOLD,
    Transition.TAKE_BACK,
    Transition.ASSIGN,
)
_OPEN = (State.LEVEL1, State.WAITING, State.LEVEL2, State.HANDED, State.TO_CALL_BACK)

TRANSITIONS: Mapping[tuple[State, Transition], State] = {
    (State.LEVEL1, Transition.CALL_LEVEL2): State.WAITING,
    (State.WAITING, Transition.TAKE): State.LEVEL2,
    (State.WAITING, Transition.HAND_BACK): State.LEVEL1,
    (State.LEVEL2, Transition.HAND_BACK): State.LEVEL1,
    # «À chiffrer» and a correction end level 1's deadline and level 2's escalation; a developer who has taken the
    # call keeps it.
    (State.LEVEL1, Transition.HAND_OVER): State.HANDED,
    (State.WAITING, Transition.HAND_OVER): State.HANDED,
    (State.LEVEL2, Transition.HAND_OVER): State.LEVEL2,
    (State.TO_CALL_BACK, Transition.HAND_OVER): State.HANDED,
    **{(state, transition): state for state in _OPEN for transition in _WORK},
    # «Reprendre» and «Confier à…»: level 1 has the call again; `ownership` keeps a handed over one handed over.
    **{
        (state, transition): State.LEVEL1
        for state in (State.WAITING, State.LEVEL2)
        for transition in (Transition.TAKE_BACK, Transition.ASSIGN)
    },
    (State.TO_CALL_BACK, Transition.TAKE): State.LEVEL2,
    (State.TO_CALL_BACK, Transition.CALL_BACK): State.LEVEL1,
    **{(state, Transition.CALLBACK_DUE): State.TO_CALL_BACK for state in _OPEN},
    (State.HANDED, Transition.REWIND): State.LEVEL1,
    **{(state, Transition.CLOSE): State.CLOSED for state in _OPEN},
    **{(state, Transition.DISCARD): State.CLOSED for state in _OPEN},
    (State.CLOSED, Transition.REOPEN): State.LEVEL1,
}


def transitioned(call: Call, transition: Transition) -> Call:
    """The call in the state that this transition leads to; the same object where its state stays.

    Raises:
        CallRefusal: the table has no row for it; the type says why.
    """
    after = TRANSITIONS.get((call.state, transition))
    if after is None:
        raise refusal_of(call, transition)
    return call if after is call.state else replace(call, state=after)


def refusal_of(call: Call, transition: Transition) -> CallRefusal:
    """Why this transition is not allowed in the state of the call."""
    if call.state is State.CLOSED:
        return AlreadyClosed(call.number, call.closed.by if call.closed else None)
    if transition is Transition.REOPEN:
        return NotClosed(call.number)
    if transition is Transition.CALL_BACK:
        return NotToCallBack(call.number, call.owner)
    if call.state is State.HANDED:
        return AlreadyHanded(call.number)
    if call.state is State.LEVEL2:
        return AlreadyTaken(call.number, call.level2)
    called = transition is Transition.CALL_LEVEL2
    return AlreadyTransferred(call.number) if called else NotWaiting(call.number)
