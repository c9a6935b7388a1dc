"""The sections of lina.toml, with the defaults of their keys. docs/installation.md explains every key."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from bot.domain.policy import WeeklyTime
from bot.settings.credentials import Secrets
from bot.settings.section_reader import NAME
from bot.settings.values import (
    BindAddress,
    ChannelId,
    Count,
    Duration,
    EmailAddress,
    Encryption,
    Flag,
    FolderPath,
    Holidays,
    Host,
    Mentions,
    OptionalGroupId,
    OptionalUrl,
    OptionalUserId,
    OptionalWeekly,
    PhoneNumbers,
    Port,
    ReportWays,
    Text,
    TimeOfDay,
    Url,
    UserIds,
    Version,
    Weekdays,
    Weekly,
    Zone,
)

MONDAY_MORNING = WeeklyTime(0, time(8, 30))


@dataclass(frozen=True, kw_only=True)
class ChannelsSection:
    """The ids of the three channels: cards, pings, and the service's own."""

    support: ChannelId
    dev: ChannelId
    service: ChannelId


@dataclass(frozen=True, kw_only=True)
class RotaSection:
    """Who takes turns at level 1, and when the week is announced; None for no user group, no reminder."""

    members: UserIds = ()
    announce: Weekly = MONDAY_MORNING
    holidays: Holidays = "FR"
    usergroup: OptionalGroupId = None
    reminder: OptionalWeekly = None


@dataclass(frozen=True, kw_only=True)
class EscalationSection:
    """When level 2 is called, how often and whom; None for no lead."""

    after: Duration = timedelta(minutes=10)
    repeat: Duration = timedelta(minutes=5)
    repeats: Count = 3
    mention: Mentions = ()
    lead: OptionalUserId = None


@dataclass(frozen=True, kw_only=True)
class HoursSection:
    """When reminders may be sent, in the configured zone.

    Attributes:
        days: weekdays, Monday is 0.
        start: the key `from`.
        end: the key `to`, after `start`.
    """

    days: Weekdays = (0, 1, 2, 3, 4)
    start: TimeOfDay = field(default=time(8), metadata={NAME: "from"})
    end: TimeOfDay = field(default=time(18), metadata={NAME: "to"})

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a time in from that is before the one in to")


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    """Who gets comptes rendus, and how; None for no default account manager.

    `client_copy` is whether the account manager gets a copy of what is mailed to a client.
    """

    account_manager: OptionalUserId = None
    by: ReportWays = ()
    client_copy: Flag = False


@dataclass(frozen=True, kw_only=True)
class MailSection:
    """The mail server, and the addresses that mails come from and go to."""

    host: Host
    sender: EmailAddress
    service: EmailAddress
    port: Port = 587
    tls: Encryption = "starttls"


@dataclass(frozen=True, kw_only=True)
class GdpSection:
    """The project-management tool that comptes rendus are posted to."""

    url: Url


@dataclass(frozen=True, kw_only=True)
class HttpSection:
    """The address that the port is bound on: one that only this machine reaches, unless a proxy is elsewhere."""

    bind: BindAddress = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class StatementSection:
    """When the month's statement goes out, on the first working day of the next one."""

    at: TimeOfDay = time(9)


@dataclass(frozen=True, kw_only=True)
class TelephonySection:
    """The telephone exchange tells of calls.

    Attributes:
        numbers: only calls to these numbers count; empty for all.
        missed: whether a missed call becomes a card.
    """

    numbers: PhoneNumbers = ()
    missed: Flag = True


@dataclass(frozen=True, kw_only=True)
class LinaSection:
    """What cards and messages say of LINA itself; None for no folder of remote accesses."""

    latest_version: Version = "5.1"
    drive: OptionalUrl = None
    help_desk: Text = "PC de dépannage\N{NO-BREAK SPACE}: au fond à gauche, petite table"


@dataclass(frozen=True, kw_only=True)
class StoreSection:
    """Where the store's folder is."""

    path: FolderPath = Path("data")


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The whole of lina.toml; None for a section that is left out."""

    timezone: Zone = "Europe/Paris"
    channels: ChannelsSection
    rota: RotaSection = RotaSection()
    escalation: EscalationSection = EscalationSection()
    hours: HoursSection | None = None
    report: ReportSection = ReportSection()
    mail: MailSection | None = None
    gdp: GdpSection | None = None
    http: HttpSection = HttpSection()
    statement: StatementSection | None = None
    telephony: TelephonySection | None = None
    lina: LinaSection = LinaSection()
    store: StoreSection = StoreSection()


@dataclass(frozen=True, kw_only=True)
class Settings(Configuration):
    """The configuration, and the secrets, which the file cannot hold."""

    secrets: Secrets = field(default_factory=Secrets)
