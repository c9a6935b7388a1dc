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
    Moment,
    Port,
    Url,
    UserId,
    UserIds,
    Version,
    Weekdays,
    WeekMoment,
    Zone,
)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channels(_Section):
    support: ChannelId
    dev: ChannelId
    service: ChannelId


class Rota(_Section):
    members: UserIds = ()
    announce: Moment = WeekMoment(0, time(8, 30))
    holidays: Holidays = "FR"
    usergroup: Annotated[GroupId | None, Blank] = None
    reminder: Annotated[Moment | None, Blank] = None


class Escalation(_Section):
    after: Duration = timedelta(minutes=10)
    repeat: Duration = timedelta(minutes=5)
    repeats: Count = 3
    mention: Mentions = ()
    lead: Annotated[UserId | None, Blank] = None


class Hours(_Section):
    """When reminders may be sent; 0 is Monday; ``start`` and ``end`` are the keys ``from`` and ``to``."""

    days: Weekdays = (0, 1, 2, 3, 4)
    start: Clock = Field(default=time(8), alias="from")
    end: Clock = Field(default=time(18), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a time in from that is before the one in to")
        return self


class Report(_Section):
    account_manager: Annotated[UserId | None, Blank] = None
    by: tuple[Literal["slack", "mail"], ...] = ()


class Mail(_Section):
    host: Host
    port: Port = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    sender: Address = "lina@example.fr"
    service: Address = "service-lina@example.fr"


class Gdp(_Section):
    url: Url


class Lina(_Section):
    latest_version: Version = "5.1"
    drive: Url = "https://drive.example.fr/acces"
    help_desk: str = "PC de dépannage\N{NO-BREAK SPACE}: au fond à gauche, petite table"


class Store(_Section):
    path: Path = Path("data")


class Configuration(_Section):
    """All that lina.toml may hold."""

    timezone: Zone = "Europe/Paris"
    channels: Channels
    rota: Rota = Rota()
    escalation: Escalation = Escalation()
    hours: Hours | None = None
    report: Report = Report()
    mail: Mail | None = None
    gdp: Gdp | None = None
    lina: Lina = Lina()
    store: Store = Store()


class Settings(Configuration):
    """The configuration and the secrets; the secrets have no key in the file."""

    secrets: Secrets = Secrets()
