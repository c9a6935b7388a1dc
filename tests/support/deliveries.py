"""The steps of a delivery on a call, as the outbox takes them."""

from datetime import datetime, timedelta

from bot.domain.calls.call import Call
from bot.domain.calls.delivery_rules import CallDeliveryRules
from bot.domain.outbox.notice import DelayReason, Location, NoticeKey
from bot.domain.outbox.transitions import (
    Deleted,
    NoticeTransitions,
    Outcome,
    Rejected,
    Retry,
    Sent,
    Unconfirmed,
    Updated,
)
from bot.domain.policy import Policy

SOON = timedelta(seconds=1)


def sending(
    call: Call, key: NoticeKey, at: datetime, policy: Policy, delay_reason: DelayReason | None = None
) -> Call:
    """An attempt begins."""
    return _transitions(policy).mark_sending(call, key, at, delay_reason)


def sent(call: Call, key: NoticeKey, where: tuple[str, str, int], at: datetime, policy: Policy) -> Call:
    """Delivered, to a channel and a ts, showing a revision."""
    channel, ts, revision = where
    return recorded(call, key, Sent(Location(channel, ts), revision), at, policy)


def retried(call: Call, key: NoticeKey, at: datetime, policy: Policy, wait: timedelta = SOON) -> Call:
    return recorded(call, key, Retry("ratelimited", wait), at, policy)


def rejected(call: Call, key: NoticeKey, at: datetime, error: str, policy: Policy) -> Call:
    return recorded(call, key, Rejected(error, SOON), at, policy)


def unconfirmed(call: Call, key: NoticeKey, at: datetime, policy: Policy) -> Call:
    return recorded(call, key, Unconfirmed("timeout", timedelta(0)), at, policy)


def updated(call: Call, key: NoticeKey, revision: int, at: datetime, policy: Policy) -> Call:
    return recorded(call, key, Updated(revision), at, policy)


def deleted(call: Call, key: NoticeKey, at: datetime, policy: Policy) -> Call:
    return recorded(call, key, Deleted(), at, policy)


def recorded(call: Call, key: NoticeKey, outcome: Outcome, at: datetime, policy: Policy) -> Call:
    """The call after any outcome."""
    return _transitions(policy).record(call, key, outcome, at)


def _transitions(policy: Policy) -> NoticeTransitions[Call]:
    return NoticeTransitions(CallDeliveryRules(), policy)
