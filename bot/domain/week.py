"""Week: one document for who is level 1 in a week, and the announcement of it. Announced weeks are a ledger."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from bot.domain.notice import Notice, Notices, What
from bot.domain.policy import House


@dataclass(frozen=True, slots=True)
class Change:
    """How an announced week changed, by a swap or an absence."""

    at: datetime
    by: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """`monday` is a date, never an ISO number. `turn` is whose turn it was, `person` who is level 1.

    `members` are frozen in turn order as they were; a debt is (who owes a week, to whom).
    """

    monday: date
    turn: str
    person: str | None
    members: tuple[str, ...]
    debts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    schema: int = 1
    version: int = 0
    announced: datetime | None = None
    notices: Notices = ()

    @property
    def id(self) -> str:
        return week_id(self.monday)

    def say(self, what: What, *, lane: str, to: str, due: datetime) -> Self:
        notice = Notice(key=f"{self.id}/1/{what}/1", what=what, lane=lane, to=to, due=due)
        return replace(self, notices=(*self.notices, notice))


def week_id(monday: date) -> str:
    return f"week:{monday.isoformat()}"


def announce(week: Week, at: datetime, house: House, usergroup: str | None) -> Week:
    """Promises the announcement, and the topic and user group that follow it."""
    week = replace(week, announced=at)
    week = week.say(What.WEEK, lane="service", to=house.channels.service, due=at)
    week = week.say(What.TOPIC, lane="topic", to=house.channels.support, due=at)
    if usergroup and week.person:
        week = week.say(What.USERGROUP, lane="usergroup", to=usergroup, due=at)
    return week
