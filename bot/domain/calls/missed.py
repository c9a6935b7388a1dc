"""A missed call becomes a card «À rappeler» without owner, and the rules of «À rappeler» hold (surface 10, 5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.calls import callbacks, opening
from bot.domain.calls.call import Call, State
from bot.domain.calls.opening import NewCall
from bot.domain.policy import Policy
from bot.domain.stamp import SYSTEM, Stamp

ORIGIN = "phone:"
"""Begins the origin of a call that a missed call opened; the ring's reference follows."""

MISSED_TOGETHER = timedelta(hours=1)
"""Misses of one number within this time are one card."""


def open_missed(draft: NewCall, number: str, policy: Policy) -> Call:
    """The call with this number, which is nobody's yet and waits to be called back; no deadline runs."""
    call = replace(opening.open_call(draft, number, policy), deadline=None)
    return callbacks.await_call_back(call, draft.stamp.at, policy)


def is_missed(call: Call) -> bool:
    """Whether it was opened for a call that nobody answered."""
    return call.origin.startswith(ORIGIN)


def ring_of(call: Call) -> str:
    """The reference of the ring that nobody answered, of a missed call."""
    return call.origin.removeprefix(ORIGIN)


def called_back_at(call: Call) -> datetime | None:
    """When somebody first called back after a miss; None where nobody did, or where nothing was missed."""
    if not is_missed(call):
        return None
    return next((n.due for n in call.notices if n.facts.get("event") == "called_back"), None)


def is_just_called_back(call: Call) -> bool:
    """Whether the last thing that happened to it is that somebody calls back."""
    return call.notices[-1].facts.get("event") == "called_back"


def is_same_caller(call: Call, phone: str | None, at: datetime) -> bool:
    """Whether another miss from this number (E.164) belongs to the card of this call."""
    recent = at - call.opened.at < MISSED_TOGETHER
    return is_missed(call) and phone is not None and call.phone == phone and recent


def awaits_call_back(call: Call, phone: str | None) -> bool:
    """Whether somebody at this number (E.164) was missed, and has not been called back yet."""
    return is_missed(call) and phone is not None and call.phone == phone and call.state is State.TO_CALL_BACK


def missed_again(call: Call, ring: str, at: datetime) -> Call:
    """The same client rang again in vain, said once for each ring; `ring` is its reference.

    Who has the call by now is mentioned: the client who is being called back was not reached.
    """
    if not call.is_open or _is_said(call, "missed_again", ring):
        return call
    who = call.owner if call.state is not State.TO_CALL_BACK else SYSTEM
    return call.thread_line("missed_again", Stamp(at, SYSTEM), ring=ring, to_whom=who or None)


def answered(call: Call, ring: str, by: str | None, at: datetime) -> Call:
    """Somebody at the number of a missed call was answered since, said once for each ring; `by` answered.

    The call stays to be called back until a person says otherwise: it may have been somebody else who rang.
    """
    if call.state is not State.TO_CALL_BACK or _is_said(call, "answered_since", ring):
        return call
    return call.thread_line("answered_since", Stamp(at, SYSTEM), ring=ring, to_whom=by)


def _is_said(call: Call, event: str, ring: str) -> bool:
    return any(n.facts.get("event") == event and n.facts.get("ring") == ring for n in call.notices)
