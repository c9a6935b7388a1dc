"""Days and weeks of the rota: a week is named by its Monday, a date; ISO week numbers are not used."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)

_DAY = timedelta(days=1)
_LONGEST_BREAK = 28

IsWorking = Callable[[date], bool]
"""Whether a day is a working day."""


def monday_of(day: date) -> date:
    """The Monday of the week of that day."""
    return day - timedelta(days=day.weekday())


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The day of an instant (aware) in a time zone."""
    return instant.astimezone(zone).date()


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (aware UTC) of a wall-clock time; computed when needed, and never stored."""
    return datetime.combine(day, at, zone).astimezone(ZoneInfo("UTC"))


def working_days(monday: date, is_working: IsWorking) -> list[date]:
    """The working days of the week of that Monday."""
    week = [monday + i * _DAY for i in range(7)]
    return [day for day in week if is_working(day)]


def working_day_from(day: date, is_working: IsWorking) -> date | None:
    """The first working day of the week from `day` on, else the last one before; None in a week without any."""
    days = working_days(monday_of(day), is_working)
    return next((d for d in days if d >= day), days[-1] if days else None)


def working_day_until(day: date, is_working: IsWorking) -> date | None:
    """The last working day up to `day`, in whatever week; None after a break of four weeks."""
    back = (day - i * _DAY for i in range(_LONGEST_BREAK))
    return next((d for d in back if is_working(d)), None)
