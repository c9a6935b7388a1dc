"""Who is level 1 in a week: the ledger of announced weeks, and a pure function for those to come (seed 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.week import Week

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Announce:
    """When the week is announced: a weekday (Monday 0) and a wall-clock time."""

    weekday: int
    at: time

    def instant(self, monday: date, zone: ZoneInfo) -> datetime:
        """Aware UTC; made when needed and never stored, so that a clock change moves nothing."""
        local = datetime.combine(monday + timedelta(days=self.weekday), self.at, zone)
        return local.astimezone(ZoneInfo("UTC"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rota:
    members: tuple[str, ...]
    announce: Announce
    usergroup: str | None = None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def turn(monday: date, members: Sequence[str], ledger: Sequence[Week]) -> str | None:
    """Whose turn a week is. Changing `members` never changes past or announced weeks.

    Args:
        monday: the week; one that is in the ledger is answered by it.
        members: the turn order as configured now; empty gives None.
        ledger: the announced weeks, in any order.
    """
    announced = {week.monday: week for week in ledger}
    if monday in announced:
        return announced[monday].turn
    if not members:
        return None
    earlier = [m for m in announced if m < monday]
    if not earlier:
        return members[((monday.toordinal() - 1) // 7) % len(members)]
    last = announced[max(earlier)]
    weeks_between = (monday - last.monday).days // 7
    return members[(_successor(last, members) + weeks_between - 1) % len(members)]


def _successor(last: Week, members: Sequence[str]) -> int:
    """The place of the next one in the new order; if the last one left, of the next of its members who stayed."""
    if last.turn in members:
        return (members.index(last.turn) + 1) % len(members)
    old = last.members
    start = old.index(last.turn) if last.turn in old else 0
    stayed = (old[(start + i) % len(old)] for i in range(1, len(old)))
    return next((members.index(person) for person in stayed if person in members), 0)


def who(monday: date, members: Sequence[str], ledger: Sequence[Week]) -> str | None:
    """The one resolver: who is level 1 in a week; announced weeks answer for themselves."""
    for week in ledger:
        if week.monday == monday:
            return week.person
    return turn(monday, members, ledger)


def plan(
    monday: date, weeks: int, members: Sequence[str], ledger: Sequence[Week]
) -> list[tuple[date, str | None]]:
    """The rota of `weeks` weeks from `monday` on."""
    mondays = [monday + i * WEEK for i in range(weeks)]
    return [(m, who(m, members, ledger)) for m in mondays]
