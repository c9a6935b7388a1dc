"""The rota as it is configured, and when its weeks are announced (seed 5.3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import WEEK, instant_of, working_day_from, working_day_until
from bot.domain.policy import House


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock moment of each week: a weekday (Monday 0) and a time."""

    weekday: int
    at: time

    def day(self, monday: date) -> date:
        return monday + timedelta(days=self.weekday)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rota:
    """`members` are in turn order; `usergroup` follows the week's technician; `reminder` is for the next one."""

    members: tuple[str, ...]
    announce: Moment
    usergroup: str | None = None
    reminder: Moment | None = None


def announce_at(rota: Rota, monday: date, house: House) -> datetime | None:
    """When the week is announced: on a holiday, the next working day; None in a week without any."""
    day = working_day_from(rota.announce.day(monday), house.is_working_day)
    return instant_of(day, rota.announce.at, house.zone) if day else None


def remind_at(rota: Rota, monday: date, house: House) -> datetime | None:
    """When the technician of this week hears of it, in the week before: on a holiday, the last working day before."""
    if rota.reminder is None:
        return None
    day = working_day_until(rota.reminder.day(monday - WEEK), house.is_working_day)
    return instant_of(day, rota.reminder.at, house.zone) if day else None
