"""A channel that refuses the bot's messages: whom that concerns is told, at once and what it is (surface 5)."""

from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Notice, NoticeKind, Queue
from bot.domain.outbox.notices import find
from bot.domain.policy import EscalationPolicy
from bot.domain.stamp import SYSTEM

CONCERNED = frozenset({NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.REMINDER, NoticeKind.CORRECTION})
"""Kinds of which somebody waits for the message."""


def tell(call: Call, notice: Notice, at: datetime, escalation: EscalationPolicy) -> Call:
    """Tells who opened the call, and the lead, that the notice's channel refuses it; once a channel and cycle."""
    if notice.kind not in CONCERNED or _is_told(call, notice.to):
        return call
    rejected = find(call.notices, notice.key) or notice
    for person in dict.fromkeys((call.opened.by, escalation.lead)):
        if person and person != SYSTEM:
            call = call.enqueue(
                NoticeKind.CHANNEL_REFUSED,
                queue=Queue.direct_message(person),
                to=person,
                due=at,
                channel=notice.to,
                error=rejected.error,
                refused=notice.kind,
            )
    return call


def _is_told(call: Call, channel: str) -> bool:
    return any(
        n.kind is NoticeKind.CHANNEL_REFUSED
        and n.key.cycle == call.cycle
        and n.facts.get("channel") == channel
        for n in call.notices
    )
