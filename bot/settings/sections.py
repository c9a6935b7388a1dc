"""The sections of lina.toml, with the defaults of their keys. docs/installation.md explains every key."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.domain.policy import WeeklyTime
from bot.settings.credentials import Secrets
from bot.settings.values import (
    BindAddress,
    Blank,
    ChannelId,
    Count,
    Duration,
    EmailAddress,
    GroupId,
    Holidays,
    Host,
    Mentions,
    PhoneNumbers,
    Port,
    TimeOfDay,
    Url,
    UserId,
    UserIds,
    Version,
    Weekdays,
    Weekly,
    Zone,
)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChannelsSection(_Section):
    """The ids of the three channels: cards, pings, and the service's own."""

    support: ChannelId
    dev: ChannelId
    service: ChannelId


class RotaSection(_Section):
    """Who takes turns at level 1, and when the week is announced; None for no user group, no reminder."""

    members: UserIds = ()
    announce: Weekly = WeeklyTime(0, time(8, 30))
    holidays: Holidays = "FR"
    usergroup: Annotated[GroupId | None, Blank] = None
    reminder: Annotated[Weekly | None, Blank] = None


class EscalationSection(_Section):
    """When level 2 is called, how often and whom; None for no lead."""

    after: Duration = timedelta(minutes=10)
    repeat: Duration = timedelta(minutes=5)
    repeats: Count = 3
    mention: Mentions = ()
    lead: Annotated[UserId | None, Blank] = None


class HoursSection(_Section):
    """When reminders may be sent, in the configured zone.

    Attributes:
        days: weekdays, Monday is 0.
        start: the key `from`.
        end: the key `to`, after `start`.
    """

    days: Weekdays = (0, 1, 2, 3, 4)
    start: TimeOfDay = Field(default=time(8), alias="from")
    end: TimeOfDay = Field(default=time(18), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a time in from that is before the one in to")
        return self


class ReportSection(_Section):
    """Who gets comptes rendus, and how; None for no default account manager.

    `client_copy` is whether the account manager gets a copy of what is mailed to a client.
    """

    account_manager: Annotated[UserId | None, Blank] = None
    by: tuple[Literal["slack", "mail"], ...] = ()
    client_copy: bool = False


class MailSection(_Section):
    """The mail server, and the addresses that mails come from and go to."""

    host: Host
    sender: EmailAddress
    service: EmailAddress
    port: Port = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"


class GdpSection(_Section):
    """The project-management tool that comptes rendus are posted to."""

    url: Url


class HttpSection(_Section):
    """The address that the port is bound on: one that only this machine reaches, unless a proxy is elsewhere."""

    bind: BindAddress = "127.0.0.1"


class StatementSection(_Section):
    """When the month's statement goes out, on the first working day of the next one."""

    at: TimeOfDay = time(9)


class TelephonySection(_Section):
    """The telephone exchange tells of calls.

    Attributes:
        numbers: only calls to these numbers count; empty for all.
        missed: whether a missed call becomes a card.
    """

    numbers: PhoneNumbers = ()
    missed: bool = True


class LinaSection(_Section):
    """What cards and messages say of LINA itself; None for no folder of remote accesses."""

    latest_version: Version = "5.1"
    drive: Annotated[Url | None, Blank] = None
    help_desk: str = "PC de dépannage\N{NO-BREAK SPACE}: au fond à gauche, petite table"


class StoreSection(_Section):
    """Where the store's folder is."""

    path: Path = Path("data")


class Configuration(_Section):
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


class Settings(Configuration):
    """The configuration, and the secrets, which the file cannot hold."""

    secrets: Secrets = Secrets()
