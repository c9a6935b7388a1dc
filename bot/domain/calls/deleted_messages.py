"""A card or a ping that somebody deleted in Slack is posted anew while its call is open (surface 5)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind

POSTED_ANEW = frozenset({NoticeKind.CARD, NoticeKind.LEVEL2})


def repost(call: Call, channel: str, ts: str, at: datetime) -> Call:
    """Promises the deleted message again; the same call where it is none of its messages, or the call is closed."""
    if not call.is_open:
        return call
    notices = tuple(
        replace(n, state=DeliveryState.DUE, due=at, ts=None, posted_revision=0, retry_at=None)
        if _stood_there(n, channel, ts)
        else n
        for n in call.notices
    )
    return call if notices == call.notices else replace(call, notices=notices)


def stands_in(call: Call, channel: str, ts: str) -> bool:
    """Whether the message is one of the call's cards or pings."""
    return any(n.kind in POSTED_ANEW and (n.channel, n.ts) == (channel, ts) for n in call.notices)


def _stood_there(notice: Notice, channel: str, ts: str) -> bool:
    """Where a double of the message is looked for, the bot itself deletes one of the two."""
    return (
        notice.kind in POSTED_ANEW
        and notice.state is DeliveryState.SENT
        and (notice.channel, notice.ts) == (channel, ts)
        and notice.duplicate_check_at is None
    )
