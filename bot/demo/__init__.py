"""The bot in a Slack workspace on this machine, with sample people and clients: no token, no network."""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, BotConfig, Resources, build, socket_mode
from bot.delivery.http_session import http_session
from bot.delivery.identity import identify
from bot.delivery.senders.gdp import GdpTool
from bot.delivery.senders.mail import MailServer
from bot.demo import year
from bot.demo.samples import GUIDE, LEAD, TECHNICIANS, WORKSPACE, as_past, clients, past_calls
from bot.domain.clients.directory import Directory
from bot.domain.policy import (
    Channels,
    EscalationPolicy,
    Policy,
    ReportChannel,
    Reporting,
    RotaPolicy,
    TelephonyPolicy,
    WeeklyTime,
)
from bot.manifest import manifest
from bot.scheduler.working_days import WorkingDays
from bot.storage.tiny.folder import TinyStore
from bot.web import http_server
from bot.web.telephony import TelephonyEndpoint
from simulator import MovableClock, Simulator

ZONE = ZoneInfo("Europe/Paris")

TELEPHONY_TOKEN = "demo"  # noqa: S105  # opens nothing but the demo

LINE = "+33472000000"
"""The service's own number."""

TELEPHONES = {
    "Acme Industrie": "+33472000001",
    "Un numéro inconnu": "+33499000000",
    "Un numéro masqué": "anonymous",
}
"""Who can ring in the demo."""


def plan(after: timedelta) -> BotConfig:
    """The configuration of the demo; `after` is how long level 1 has before level 2 is called."""
    policy = Policy(
        channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
        zone=ZONE,
        escalation=EscalationPolicy(after=after, mention=("S0DEV",), lead=LEAD),
        account_manager="U0CAMILLE",
        latest_version="5.1",
        drive="https://drive.example.fr/acces",
        help_desk="PC de dépannage : au fond à gauche, petite table",
        is_working_day=WorkingDays("FR"),
        members=TECHNICIANS,
        statement_at=time(9),
    )
    rota = RotaPolicy(
        members=TECHNICIANS,
        announce=WeeklyTime(0, time(8, 30)),
        usergroup="S0N1",
        reminder=WeeklyTime(4, time(16)),
    )
    return BotConfig(policy=policy, rota=rota)


async def run(port: int, after: timedelta, *, browser: bool, say: Callable[[str], None]) -> None:
    """Serves the demo until it is interrupted; its store is a temporary folder."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory(prefix="lina-demo-") as folder:
        async with demo(Path(folder), port, plan(after)) as simulator:
            say(f"The workspace answers at {simulator.url} (Ctrl+C ends it)")
            if browser:
                webbrowser.open(simulator.url)
            await stop.wait()


@asynccontextmanager
async def demo(
    folder: Path, port: int, what: BotConfig, clock: MovableClock | None = None, ack_timeout: float = 3.0
) -> AsyncIterator[Simulator]:
    """The workspace with the bot in it, sample data in the store, one clock for both.

    `ack_timeout` is how many seconds the workspace waits for an acknowledgement, three as Slack does.
    """
    clock = clock or MovableClock()
    simulator = Simulator(WORKSPACE, manifest(), clock=clock, ack_timeout=ack_timeout, guide=GUIDE)
    await simulator.start(port=port)
    what = _reporting_to(simulator, what)
    try:
        async with http_session() as session, TinyStore.open(folder) as store:
            await _fill(store, what.policy, clock)
            client = AsyncWebClient(token=simulator.bot_token, base_url=simulator.api_url, session=session)
            identity = await identify(client)
            bot = build(Resources(config=what, store=store, client=client, identity=identity, clock=clock))
            async with (
                socket_mode(bot, client, simulator.app_token),
                _following(clock, bot),
                _telephone(bot, simulator),
            ):
                yield simulator
    finally:
        await simulator.stop()


@asynccontextmanager
async def _telephone(bot: Bot, simulator: Simulator) -> AsyncIterator[None]:
    """The page's telephone rings at the bot."""
    assert bot.telephony  # noqa: S101  # the demo configures it
    endpoint = TelephonyEndpoint(TELEPHONY_TOKEN)
    async with (
        endpoint.attached(bot.telephony.receive),
        http_server(endpoint.routes(), 0, "127.0.0.1") as bound,
    ):
        simulator.connect_telephone(f"http://127.0.0.1:{bound}/telephony/{TELEPHONY_TOKEN}", TELEPHONES, LINE)
        yield


def _reporting_to(simulator: Simulator, what: BotConfig) -> BotConfig:
    """Mails and documents go to the simulator, where people can read them."""
    reporting = Reporting(
        by=(ReportChannel.SLACK, ReportChannel.MAIL), mail="service-lina@example.fr", gdp=True
    )
    return replace(
        what,
        policy=replace(what.policy, reporting=reporting),
        mail=MailServer(host="127.0.0.1", port=simulator.smtp_port, tls="none", sender="lina@example.fr"),
        gdp=GdpTool(url=simulator.tool_url("GDP")),
        telephony=TelephonyPolicy(),
    )


async def _fill(store: TinyStore, policy: Policy, clock: MovableClock) -> None:
    now = clock.now()
    sample = {client.code: client for client in clients(now.astimezone(policy.zone).date())}
    await store.clients.change(lambda d: Directory(clients=sample, version=d.version))
    await year.fill(store.calls, store.weeks, policy, now)
    for past in past_calls(now):
        opened_in = past.draft.stamp.at.astimezone(policy.zone).year
        await store.calls.open(past.draft.origin, opened_in, partial(as_past, past, policy))


@asynccontextmanager
async def _following(clock: MovableClock, bot: Bot) -> AsyncIterator[None]:
    """While this is open, the bot looks at the clock as soon as somebody moves it."""
    moved = asyncio.Event()

    async def follow() -> None:
        while True:
            await moved.wait()
            moved.clear()
            await bot.jobs.clock_moved()

    clock.subscribe(moved.set)
    task = asyncio.create_task(follow())
    try:
        yield
    finally:
        task.cancel()
