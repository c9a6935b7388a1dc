"""The sections of lina.toml and their defaults; all plain values, all frozen."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.settings.credentials import Secrets
from bot.settings.values import (
    Address,
    Blank,
    ChannelId,
    Clock,
    Count,
    Duration,
    GroupId,
    Holidays,
    Host,
    Mentions,
    Port,
    Url,
    UserId,
    UserIds,
    Version,
    Weekdays,
    WeeklyTime,
    WeekMoment,
    Zone,
)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChannelsSection(_Section):
    support: ChannelId
    dev: ChannelId
    service: ChannelId


class RotaSection(_Section):
    members: UserIds = ()
    announce: WeeklyTime = WeekMoment(0, time(8, 30))
    holidays: Holidays = "FR"
    usergroup: Annotated[GroupId | None, Blank] = None
    reminder: Annotated[WeeklyTime | None, Blank] = None


class EscalationSection(_Section):
    after: Duration = timedelta(minutes=10)
    repeat: Duration = timedelta(minutes=5)
    repeats: Count = 3
    mention: Mentions = ()
    lead: Annotated[UserId | None, Blank] = None


class HoursSection(_Section):
    """When reminders may be sent; 0 is Monday; ``start`` and ``end`` are the keys ``from`` and ``to``."""

    days: Weekdays = (0, 1, 2, 3, 4)
    start: Clock = Field(default=time(8), alias="from")
    end: Clock = Field(default=time(18), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a time in from that is before the one in to")
        return self


class ReportSection(_Section):
    account_manager: Annotated[UserId | None, Blank] = None
    by: tuple[Literal["slack", "mail"], ...] = ()


class MailSection(_Section):
    host: Host
    port: Port = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    sender: Address = "lina@example.fr"
    service: Address = "service-lina@example.fr"


class GdpSection(_Section):
    url: Url


class LinaSection(_Section):
    latest_version: Version = "5.1"
    drive: Url = "https://drive.example.fr/acces"
    help_desk: str = "PC de dépannage\N{NO-BREAK SPACE}: au fond à gauche, petite table"


class StoreSection(_Section):
    path: Path = Path("data")


class Configuration(_Section):
    """All that lina.toml may hold."""

    timezone: Zone = "Europe/Paris"
    channels: ChannelsSection
    rota: RotaSection = RotaSection()
    escalation: EscalationSection = EscalationSection()
    hours: HoursSection | None = None
    report: ReportSection = ReportSection()
    mail: MailSection | None = None
    gdp: GdpSection | None = None
    lina: LinaSection = LinaSection()
    store: StoreSection = StoreSection()


class Settings(Configuration):
    """The configuration and the secrets; the secrets have no key in the file."""

    secrets: Secrets = Secrets()
