"""What should have been said and was not: the promises that a person has to look at."""

from datetime import datetime, timedelta

from bot.domain.outbox.notice import OUTSTANDING, DeliveryState, Notice, Notices

TOO_LONG = timedelta(hours=24)
"""Anything unsaid for that long is shown; until then it is tried again without a word."""

IN_DOUBT = timedelta(minutes=2)
"""A doubt that lasts longer is not being settled: nobody can look whether it was said."""


def overdue(notices: Notices, now: datetime) -> Notices:
    return tuple(notice for notice in notices if notice.state in OUTSTANDING and _is_overdue(notice, now))


def _is_overdue(notice: Notice, now: datetime) -> bool:
    in_doubt = (
        notice.state is DeliveryState.UNCONFIRMED and now - (notice.claimed_at or notice.due) >= IN_DOUBT
    )
    return in_doubt or now - notice.due >= TOO_LONG
