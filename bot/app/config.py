"""The plan, from the configuration: its keys in the domain's words."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.delivery.rate_limit import Limits
from bot.domain.policy import (
    Channels,
    EscalationPolicy,
    Hours,
    Policy,
    ReportChannel,
    Reporting,
    RotaPolicy,
    TelephonyPolicy,
)
from bot.scheduler.working_days import WorkingDays
from bot.services.access import PROFILE_TIMEOUT
from bot.settings import Secret, Settings, SettingsError
from bot.settings.sections import RotaSection, TelephonySection
from handlers.listeners import ACK_TIMEOUT

if TYPE_CHECKING:
    from bot.delivery.senders.gdp import GdpTool
    from bot.delivery.senders.mail import MailServer


@dataclass(frozen=True, kw_only=True, slots=True)
class BotConfig:
    """The policy, the rota, where comptes rendus go, and how fast Slack may be spoken to.

    Attributes:
        ack_timeout: seconds that an act may take before the person is told to wait; Slack gives three.
        profile_timeout: seconds of these that asking Slack about an unknown person may take.
    """

    policy: Policy
    rota: RotaPolicy
    mail: "MailServer | None" = None
    gdp: "GdpTool | None" = None
    telephony: TelephonyPolicy | None = None
    limits: Limits = field(default_factory=Limits)
    ack_timeout: float = ACK_TIMEOUT
    profile_timeout: float = PROFILE_TIMEOUT


def reporting_of(settings: Settings) -> Reporting:
    return Reporting(
        by=tuple(ReportChannel(way) for way in settings.report.by),
        mail=settings.mail.service if settings.mail else None,
        gdp=settings.gdp is not None,
        client_copy=settings.report.client_copy,
    )


def mail_server_of(settings: Settings) -> "MailServer | None":
    mail, secrets = settings.mail, settings.secrets
    if mail is None:
        return None
    from bot.delivery.senders.mail import MailServer

    return MailServer(
        host=mail.host,
        port=mail.port,
        tls=mail.tls,
        sender=mail.sender,
        user=_revealed(secrets.smtp_user),
        password=_revealed(secrets.smtp_password),
    )


def gdp_tool_of(settings: Settings) -> "GdpTool | None":
    if settings.gdp is None:
        return None
    from bot.delivery.senders.gdp import GdpTool

    return GdpTool(url=settings.gdp.url, token=_revealed(settings.secrets.gdp_token))


def _revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def config_of(settings: Settings) -> BotConfig:
    """The configuration in the domain's words.

    Raises:
        SettingsError: nobody knows the holidays of that place.
    """
    zone = ZoneInfo(settings.timezone)
    hours = settings.hours
    section = settings.escalation
    escalation = EscalationPolicy(
        after=section.after,
        repeat=section.repeat,
        repeats=section.repeats,
        mention=section.mention,
        lead=section.lead,
        hours=Hours(frozenset(hours.days), hours.start, hours.end, zone) if hours else None,
    )
    channels = settings.channels
    policy = Policy(
        channels=Channels(channels.support, channels.dev, channels.service),
        zone=zone,
        escalation=escalation,
        account_manager=settings.report.account_manager,
        latest_version=settings.lina.latest_version,
        drive=settings.lina.drive,
        help_desk=settings.lina.help_desk,
        reporting=reporting_of(settings),
        is_working_day=_working_days(settings.rota.holidays),
        members=settings.rota.members,
        statement_at=settings.statement.at if settings.statement else None,
    )
    return BotConfig(
        policy=policy,
        rota=_rota_of(settings.rota),
        mail=mail_server_of(settings),
        gdp=gdp_tool_of(settings),
        telephony=_telephony_of(settings.telephony),
    )


def _telephony_of(section: TelephonySection | None) -> TelephonyPolicy | None:
    return TelephonyPolicy(numbers=section.numbers, missed=section.missed) if section else None


def _rota_of(section: RotaSection) -> RotaPolicy:
    return RotaPolicy(
        members=section.members,
        announce=section.announce,
        usergroup=section.usergroup,
        reminder=section.reminder,
    )


def _working_days(place: str) -> WorkingDays:
    try:
        return WorkingDays(place)
    except ValueError as error:
        raise SettingsError(f'rota.holidays: "{place}" given; allowed: {error}') from None
