"""Runs the bot as it was configured, until it is told to stop."""

import asyncio
import signal
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.connecting import by_http, by_socket
from bot.app.outward import gdp_tool_of, mail_server_of, reporting_of
from bot.app.plan import Plan
from bot.app.storing import store_of
from bot.app.tending import take_up_loss, tend
from bot.app.wiring import Lina
from bot.delivery.failures import SlackFailure
from bot.delivery.gate import Pace
from bot.delivery.identity import Identity, identify
from bot.delivery.slack import SlackVoice
from bot.domain import policy
from bot.domain.policy import House, Ladder
from bot.domain.ports import Clock
from bot.domain.rota import Moment, Rota
from bot.scheduler.working_days import WorkingDays
from bot.settings import Settings, SettingsError
from bot.settings.sections import Rota as RotaSection

log = structlog.get_logger(__name__)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


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


async def run(
    settings: Settings, *, http: bool = False, clock: Clock | None = None, pace: Pace | None = None
) -> None:
    """Socket Mode when there is an app token, else HTTP, until SIGTERM or SIGINT; `http` is HTTP all the same.

    `clock` and `pace` are others than the system's and Slack's for a workspace that has its own.

    Raises:
        SettingsError: a token is missing, or Slack refuses it.
        StoreUnwritableError: the store can promise nothing any more.
    """
    plan, secrets = replace(plan_of(settings), pace=pace or Pace()), settings.secrets
    clock = clock or SystemClock()
    client = AsyncWebClient(
        token=secrets.require_bot_token(), base_url=secrets.slack_api_url, retry_handlers=[]
    )
    connect = by_http(secrets) if http or secrets.slack_app_token is None else by_socket(secrets, client)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with store_of(settings) as store:
        identity = await _identity(client, stop)
        if identity is None:
            return
        await take_up_loss(store, SlackVoice(client), plan.house, clock)
        lina = Lina(plan, store, client, identity, clock)
        async with connect(lina):
            await tend(store, stop)
            log.info("stopping")


async def _identity(client: AsyncWebClient, stop: asyncio.Event) -> Identity | None:
    """Who the bot is; None when it is told to stop before Slack answers."""
    asked, stopped = asyncio.ensure_future(identify(client)), asyncio.ensure_future(stop.wait())
    await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not asked.done():
        asked.cancel()
        return None
    try:
        return asked.result()
    except SlackFailure as failure:
        raise SettingsError(f"SLACK_BOT_TOKEN: Slack answers {failure.error}") from failure
