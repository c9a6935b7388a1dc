"""What should have been said and was not: the promises that a person has to look at."""

from datetime import datetime, timedelta

from bot.domain.notice import PENDING, Notice, Notices, Progress

TOO_LONG = timedelta(hours=24)
"""Anything unsaid for that long is shown; until then it is tried again without a word."""

IN_DOUBT = timedelta(minutes=2)
"""A doubt that lasts longer is not being settled: nobody can look whether it was said."""


def undelivered(notices: Notices, now: datetime) -> Notices:
    return tuple(notice for notice in notices if notice.state in PENDING and _is_overdue(notice, now))


def _is_overdue(notice: Notice, now: datetime) -> bool:
    in_doubt = notice.state is Progress.DOUBTFUL and now - (notice.since or notice.due) >= IN_DOUBT
    return in_doubt or now - notice.due >= TOO_LONG
