"""A missed call becomes a card «À rappeler» without owner, and the rules of «À rappeler» hold (surface 10, 5)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls import callbacks, opening
from bot.domain.calls.call import Call, State
from bot.domain.calls.opening import NewCall
from bot.domain.policy import Policy
from bot.domain.stamp import SYSTEM, Stamp
from bot.domain.telephony.rings import MISSED_TOGETHER

ORIGIN = "phone:"
"""Begins the origin of a call that a missed call opened; the exchange's own name of the call follows."""


def open_missed(draft: NewCall, number: str, policy: Policy) -> Call:
    """The call with this number, which is nobody's yet and waits to be called back; no deadline runs."""
    call = replace(opening.open_call(draft, number, policy), deadline=None)
    return callbacks.await_call_back(call, draft.stamp.at, policy)


def is_same_caller(call: Call, phone: str | None, at: datetime) -> bool:
    """Whether another miss from this number (E.164) belongs to the card of this call."""
    recent = at - call.opened.at < MISSED_TOGETHER
    return call.origin.startswith(ORIGIN) and phone is not None and call.phone == phone and recent


def missed_again(call: Call, call_id: str, at: datetime) -> Call:
    """The same client rang again in vain, said once for each ring; the same call where somebody calls back."""
    is_said = any(notice.facts.get("ring") == call_id for notice in call.notices)
    if is_said or call.state is not State.TO_CALL_BACK:
        return call
    return call.thread_line("missed_again", Stamp(at, SYSTEM), ring=call_id)
