"""What should have been said and was not: the promises that a person has to look at."""

from datetime import datetime, timedelta

from bot.domain.outbox.notice import OUTSTANDING, UNSEARCHABLE, DeliveryState, Notice, Notices

TOO_LONG = timedelta(hours=24)
"""Anything unsaid for that long is shown; until then it is tried again without a word."""

IN_DOUBT = timedelta(minutes=2)
"""A doubt that lasts longer is not being settled: nobody can look whether it was said."""


SHOWN_FOR = timedelta(days=30)
"""What was given up is shown for so long after it was due."""

RATE_LIMITED = "ratelimited"
"""The error of an attempt that Slack refused for coming too fast."""


def is_rate_limited(notice: Notice) -> bool:
    """Whether the notice waits because Slack takes no more for now."""
    return notice.state in OUTSTANDING and notice.error == RATE_LIMITED


def overdue(notices: Notices, now: datetime) -> Notices:
    """The notices that a person has to look at, given up or long unsaid."""
    return tuple(notice for notice in notices if _is_overdue(notice, now))


def _is_overdue(notice: Notice, now: datetime) -> bool:
    if notice.state is DeliveryState.FAILED:
        return not notice.forgetting_is_due(now)
    if notice.state not in OUTSTANDING:
        return False
    in_doubt = (
        notice.state is DeliveryState.UNCONFIRMED
        and notice.queue.kind not in UNSEARCHABLE  # these wait for their second attempt
        and now - (notice.claimed_at or notice.due) >= IN_DOUBT
    )
    return in_doubt or now - notice.due >= TOO_LONG
