"""What the house has configured, as plain values: channels, the ladder's timing, who is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.outbox.notice import Queue, QueueKind


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
class EscalationPolicy:
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


class ReportChannel(StrEnum):
    """How an account manager gets the compte rendu."""

    SLACK = "slack"
    MAIL = "mail"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporting:
    """How comptes rendus leave the house, besides by Slack.

    `by` is for account managers; `mail` is the service's own address, None without a mail server; `gdp` is
    whether there is a project-management tool.
    """

    by: tuple[ReportChannel, ...] = ()
    mail: str | None = None
    gdp: bool = False

    @property
    def channels(self) -> tuple[ReportChannel, ...]:
        """The ways to an account manager; Slack where none is chosen, or none is there."""
        there = tuple(way for way in self.by if way is ReportChannel.SLACK or self.mail)
        return there or (ReportChannel.SLACK,)


def monday_to_friday(day: date) -> bool:
    return day.weekday() < 5  # noqa: PLR2004  # Saturday


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    channels: Channels
    zone: ZoneInfo
    escalation: EscalationPolicy = EscalationPolicy()
    account_manager: str | None = None
    latest_version: str | None = None
    drive: str | None = None
    help_desk: str | None = None
    reporting: Reporting = Reporting()
    is_working_day: Callable[[date], bool] = monday_to_friday

    def manager_queue(self, manager: str | None) -> tuple[Queue, str]:
        """The lane and the recipient of what an account manager must hear; the service where there is none."""
        manager = manager or self.account_manager
        if manager:
            return Queue.direct_message(manager), manager
        return Queue(QueueKind.SERVICE), self.channels.service

    def working_days_later(self, instant: datetime, days: int) -> datetime:
        """The same wall-clock time that many working days later, within the hours; in the instant's own zone."""
        local = instant.astimezone(self.zone)
        day = self._working_days_after(local.date(), days)
        due = datetime.combine(day, local.time(), self.zone)
        if self.escalation.hours:
            due = self.escalation.hours.next_within(due)
            while not self.is_working_day(due.date()):
                following = datetime.combine(due.date() + timedelta(days=1), time(), self.zone)
                due = self.escalation.hours.next_within(following)
        return due.astimezone(instant.tzinfo)

    def _working_days_after(self, day: date, days: int) -> date:
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return day


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A wall-clock moment of each week: a weekday (Monday 0) and a time."""

    weekday: int
    at: time

    def day(self, monday: date) -> date:
        return monday + timedelta(days=self.weekday)


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaPolicy:
    """`members` are in turn order; `usergroup` follows the week's technician; `reminder` is for the next one."""

    members: tuple[str, ...]
    announce: WeeklyTime
    usergroup: str | None = None
    reminder: WeeklyTime | None = None
