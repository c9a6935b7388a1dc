"""Policy: what the installation is configured to do, as plain values. `lina.toml` is where they come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.outbox.notice import Queue, QueueKind


@dataclass(frozen=True, slots=True)
class Channels:
    """The Slack ids of the three channels (seed 5.3).

    Attributes:
        support: cards of calls, their threads, and the triage.
        dev: pings of level 2 and requests for corrections.
        service: comptes rendus and the rota's announcements.
    """

    support: str
    dev: str
    service: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When reminders and the ping of the lead are posted.

    Attributes:
        days: weekdays, Monday is 0.
        start: local wall-clock time, inclusive.
        end: local wall-clock time, exclusive.
        zone: the time zone of `start` and `end`.
    """

    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo

    def next_within(self, instant: datetime) -> datetime:
        """`instant` (aware) if it is within the hours, else their next beginning, in the zone of `instant`."""
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
    """What happens when a call is not solved (seed 5.3).

    Level 2 is called, then reminded until a developer takes the call, then the lead is told, once.

    Attributes:
        after: how long level 1 has before level 2 is called.
        repeat: the time between two reminders.
        repeats: how many reminders there are.
        mention: whom the ping of level 2 mentions: Slack ids of people or user groups; empty for `lead`.
        lead: Slack id or e-mail address of who is told last; None where nobody is.
        hours: when reminders and the ping of the lead are posted; None for at any time.
    """

    after: timedelta = timedelta(minutes=10)
    repeat: timedelta = timedelta(minutes=5)
    repeats: int = 3
    mention: tuple[str, ...] = ()
    lead: str | None = None
    hours: Hours | None = None

    @property
    def called(self) -> tuple[str, ...]:
        """Whom the ping of level 2 mentions."""
        return self.mention or ((self.lead,) if self.lead else ())

    def later(self, instant: datetime) -> datetime:
        """One `repeat` after `instant` (aware), within the hours."""
        due = instant + self.repeat
        return self.hours.next_within(due) if self.hours else due


class ReportChannel(StrEnum):
    """How an account manager gets the compte rendu: by direct message or by mail."""

    SLACK = "slack"
    MAIL = "mail"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporting:
    """To where comptes rendus go besides the service channel (surface 7).

    Attributes:
        by: how account managers get them; empty for by direct message.
        mail: the service's own address, which gets a copy; None without a mail server.
        gdp: whether they also go to a project-management tool.
        client_copy: whether the account manager gets a copy of what is mailed to a client.
    """

    by: tuple[ReportChannel, ...] = ()
    mail: str | None = None
    gdp: bool = False
    client_copy: bool = False

    @property
    def channels(self) -> tuple[ReportChannel, ...]:
        """How account managers get them: `by` without what is not configured, never empty."""
        configured = tuple(channel for channel in self.by if channel is ReportChannel.SLACK or self.mail)
        return configured or (ReportChannel.SLACK,)


def monday_to_friday(day: date) -> bool:
    """Whether the day is none of a weekend; the working days of an installation without a calendar of holidays."""
    return day.weekday() < 5  # noqa: PLR2004  # Saturday


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What the installation is configured to do.

    Attributes:
        channels: where the bot posts.
        zone: the time zone of the installation.
        escalation: what happens when a call is not solved.
        account_manager: Slack id or e-mail address of the one for clients without their own; None for the service
            channel instead.
        latest_version: the latest LINA, such as `5.1`; None where nothing is said of older ones.
        drive: address of the folder with the clients' remote accesses; None without one.
        help_desk: a sentence about the repair desk; None without one.
        reporting: to where comptes rendus go.
        is_working_day: whether a day is one, by the weekends and the holidays.
        members: Slack ids of the members of the rota; empty where there is none.
        statement_at: when the month's statement goes out, on the first working day of the next one (wall-clock time
            in `zone`); None where none does.
    """

    channels: Channels
    zone: ZoneInfo
    escalation: EscalationPolicy = EscalationPolicy()
    account_manager: str | None = None
    latest_version: str | None = None
    drive: str | None = None
    help_desk: str | None = None
    reporting: Reporting = Reporting()
    is_working_day: Callable[[date], bool] = monday_to_friday
    members: tuple[str, ...] = ()
    statement_at: time | None = None

    def manager_queue(self, manager: str | None) -> tuple[Queue, str]:
        """The queue and the recipient of what an account manager is told; the service channel where there is none.

        `manager` is the client's own, None for the installation's.
        """
        manager = manager or self.account_manager
        if manager:
            return Queue.direct_message(manager), manager
        return Queue(QueueKind.SERVICE), self.channels.service

    def working_days_later(self, instant: datetime, days: int) -> datetime:
        """The same wall-clock time that many working days later, within the escalation's hours.

        The result is in the zone of `instant`.
        """
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
    """A moment of each week: a weekday (Monday is 0) and a local wall-clock time."""

    weekday: int
    at: time

    def day(self, monday: date) -> date:
        """The day of the week that begins with that Monday."""
        return monday + timedelta(days=self.weekday)


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaPolicy:
    """How level 1 rotates, week by week.

    Attributes:
        members: Slack ids in turn order; empty where there is no rota.
        announce: when a week is announced in the service channel.
        usergroup: Slack id of the user group whose only member is the week's technician; None without one.
        reminder: when the next week's technician is reminded, in the week before; None where nobody is.
    """

    members: tuple[str, ...]
    announce: WeeklyTime
    usergroup: str | None = None
    reminder: WeeklyTime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TelephonyPolicy:
    """What the telephone exchange tells is for (surface 10).

    Attributes:
        numbers: only calls to these numbers count, E.164; empty for all.
        missed: whether a missed call becomes a card to be taken.
    """

    numbers: tuple[str, ...] = ()
    missed: bool = True
