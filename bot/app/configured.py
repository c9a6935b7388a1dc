"""The plan, from the configuration: its keys in the domain's words."""

from zoneinfo import ZoneInfo

from bot.app.outward import gdp_tool_of, mail_server_of, reporting_of
from bot.app.plan import Plan
from bot.domain import policy
from bot.domain.policy import House, Ladder
from bot.domain.rota import Moment, Rota
from bot.scheduler.working_days import WorkingDays
from bot.settings import Settings, SettingsError
from bot.settings.sections import Rota as RotaSection


def plan_of(settings: Settings) -> Plan:
    """The configuration in the domain's words.

    Raises:
        SettingsError: nobody knows the holidays of that place.
    """
    zone = ZoneInfo(settings.timezone)
    hours = settings.hours
    escalation = settings.escalation
    ladder = Ladder(
        after=escalation.after,
        repeat=escalation.repeat,
        repeats=escalation.repeats,
        mention=escalation.mention,
        lead=escalation.lead,
        hours=policy.Hours(frozenset(hours.days), hours.start, hours.end, zone) if hours else None,
    )
    channels = settings.channels
    house = House(
        channels=policy.Channels(channels.support, channels.dev, channels.service),
        zone=zone,
        ladder=ladder,
        account_manager=settings.report.account_manager,
        latest_version=settings.lina.latest_version,
        drive=settings.lina.drive,
        help_desk=settings.lina.help_desk,
        reporting=reporting_of(settings),
        is_working_day=_working_days(settings.rota.holidays),
    )
    return Plan(
        house=house,
        rota=_rota_of(settings.rota),
        mail=mail_server_of(settings),
        gdp=gdp_tool_of(settings),
    )


def _rota_of(section: RotaSection) -> Rota:
    reminder = section.reminder
    return Rota(
        members=section.members,
        announce=Moment(section.announce.weekday, section.announce.at),
        usergroup=section.usergroup,
        reminder=Moment(reminder.weekday, reminder.at) if reminder else None,
    )


def _working_days(place: str) -> WorkingDays:
    try:
        return WorkingDays(place)
    except ValueError as error:
        raise SettingsError(f'rota.holidays: "{place}" given; allowed: {error}') from None
