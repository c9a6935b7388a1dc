"""What the house has configured, as plain values: channels, the ladder's timing, who is told."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Channels:
    support: str
    dev: str
    service: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When reminders and the lead may be disturbed; `days` are weekdays, Monday 0; local wall-clock time."""

    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo

    def next_within(self, instant: datetime) -> datetime:
        """`instant` (aware UTC) if it is within the hours, else their next beginning."""
        local = instant.astimezone(self.zone)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            begins = datetime.combine(day, self.start, self.zone)
            if day.weekday() not in self.days or (ahead == 0 and local.time() >= self.end):
                continue
            return max(instant, begins.astimezone(instant.tzinfo))
        return instant


@dataclass(frozen=True, kw_only=True, slots=True)
class Ladder:
    """The escalation: level 1 has `after`, then a reminder every `repeat`, `repeats` times, then `lead`, once."""

    after: timedelta = timedelta(minutes=10)
    repeat: timedelta = timedelta(minutes=5)
    repeats: int = 3
    mention: tuple[str, ...] = ()
    lead: str | None = None
    hours: Hours | None = None

    @property
    def called(self) -> tuple[str, ...]:
        """Whom the ping mentions: `mention`, or the lead where it is empty."""
        return self.mention or ((self.lead,) if self.lead else ())

    def later(self, instant: datetime) -> datetime:
        """One `repeat` after `instant`, within the hours."""
        due = instant + self.repeat
        return self.hours.next_within(due) if self.hours else due


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    channels: Channels
    zone: ZoneInfo
    ladder: Ladder = Ladder()
    account_manager: str | None = None
    latest_version: str | None = None
    drive: str | None = None
    help_desk: str | None = None

    def manager_lane(self, manager: str | None) -> tuple[str, str]:
        """The lane and the recipient of what an account manager must hear; the service where there is none."""
        return (f"dm:{manager}", manager) if manager else ("service", self.channels.service)
