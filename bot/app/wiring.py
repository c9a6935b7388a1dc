"""The wiring: the only place that names every concrete class."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.counting import Gauges, TimedStore, counted
from bot.delivery.courier import Courier
from bot.delivery.custody import Custody
from bot.delivery.errands import Errands
from bot.delivery.gate import Gate, Pace
from bot.delivery.gdp import GdpCarrier, GdpTool
from bot.delivery.identity import Identity
from bot.delivery.mail import MailCarrier, MailServer
from bot.delivery.membership import SlackMembership
from bot.delivery.parcels import Carrier, Dispatch, Parcels, Unconfigured
from bot.delivery.people import SlackPeople
from bot.delivery.slack import SlackVoice
from bot.desk import contracts
from bot.desk.access import Access
from bot.desk.calls import CallDesk
from bot.desk.clients import ClientDesk
from bot.desk.contracts import ContractDesk, ContractWatch
from bot.desk.home import HomeDesk
from bot.desk.names import Names
from bot.desk.opening import OpeningDesk
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.desk.rota import Pen, Roster
from bot.desk.rota_clock import RotaClock
from bot.desk.rota_exchange import ExchangeDesk
from bot.desk.rota_pages import RotaPages
from bot.domain.policy import House
from bot.domain.ports import Clock
from bot.domain.rota import Rota
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.scheduler.alarms import AlarmClock
from bot.storage.store import Store
from bot.web import Probes
from handlers.access import Comings
from handlers.desks import Desks
from handlers.register import register

LOOK_AHEAD_EVERY = 10.0
RETIRE_EVERY = 3600.0
MEMBERS_EVERY = 900.0
ROTA = "rota"
PEOPLE = "people"
CONTRACTS = "contracts"
IN_FLIGHT_SECONDS = 3.0
PEOPLE_SECONDS = 3.0
PEOPLE_EVERY = 3600.0
CONTRACTS_EVERY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the bot is told: the house, the rota, where comptes rendus go, and how fast Slack may be spoken to."""

    house: House
    rota: Rota
    mail: MailServer | None = None
    gdp: GdpTool | None = None
    pace: Pace = field(default_factory=Pace)


class Lina:
    """The bot, wired. `bolt` listens once somebody connects it; `start` says what is due, `stop` leaves the rest."""

    def __init__(
        self, plan: Plan, store: Store, client: AsyncWebClient, identity: Identity, clock: Clock
    ) -> None:
        house, renderer, metrics = plan.house, Renderer(), Metrics()
        store = TimedStore(store, metrics)
        self._store = store
        self._members = plan.rota.members
        self._clock = clock
        self.alarms = AlarmClock(clock)
        people = self._people = SlackPeople(client)
        channels = house.channels
        self._membership = SlackMembership(client, {channels.support, channels.dev, channels.service})
        roster = Roster(store.weeks, plan.rota, house, clock)
        outbox = counted(Outbox(store.calls, store.weeks, house, clock), metrics, clock)
        reading = ReadingDesk(
            calls=store.calls,
            clients=store.clients,
            people=people,
            roster=roster,
            house=house,
            clock=clock,
            link=identity.link,
        )
        custody = Custody(store.leases, outbox.recover)
        errands = Errands(
            outbox=outbox,
            custody=custody,
            reading=reading,
            renderer=renderer,
            voice=SlackVoice(client),
            people=people,
            gate=Gate(plan.pace),
            clock=clock,
        )
        parcels = {
            kind: Parcels(outbox=outbox, custody=custody, reading=reading, carrier=carrier)
            for kind, carrier in _carriers(plan, people).items()
        }
        self.courier = Courier(
            outbox=outbox,
            custody=custody,
            errands=Dispatch(errands, parcels),
            alarms=self.alarms,
            clock=clock,
        )
        pen = Pen(roster, store.weeks, self.courier)
        self._rota = RotaClock(
            roster=roster, pen=pen, people=people, plan=plan.rota, house=house, clock=clock
        )
        exchange = ExchangeDesk(
            roster=roster, pen=pen, rota_clock=self._rota, plan=plan.rota, house=house, clock=clock
        )
        rota_pages = RotaPages(
            roster=roster,
            pen=pen,
            exchange=exchange,
            names=Names(people, store.clients),
            plan=plan.rota,
            house=house,
            clock=clock,
        )
        self._contracts = ContractDesk(
            calls=store.calls, clients=store.clients, roster=roster, pen=pen, house=house, clock=clock
        )
        watch = ContractWatch(self.courier, self.alarms, clock)
        opening = OpeningDesk(
            calls=store.calls,
            clients=store.clients,
            roster=roster,
            house=house,
            clock=clock,
            outside=watch,
        )
        calls = CallDesk(
            calls=store.calls,
            clients=store.clients,
            people=people,
            opening_desk=opening,
            house=house,
            clock=clock,
            outside=watch,
        )
        self.bolt = _bolt(client, identity)
        desks = Desks(
            opening=opening,
            calls=calls,
            clients=ClientDesk(
                calls=store.calls, clients=store.clients, house=house, clock=clock, outside=watch
            ),
            reading=reading,
            exchange=exchange,
            rota_pages=rota_pages,
            home=HomeDesk(
                calls=store.calls, reading=reading, roster=roster, outbox=outbox, house=house, clock=clock
            ),
            access=Access(people=people, membership=self._membership, clients=store.clients, house=house),
            renderer=renderer,
            support=house.channels.support,
        )

        def changed(person: str) -> None:
            people.forget(person)
            self.alarms.arm(PEOPLE, clock.now())

        told = Comings(changed=changed, joined=self._membership.joined, left=self._membership.left)
        register(self.bolt, desks, told, metrics.acknowledged)
        gauges = Gauges(metrics, store.calls, outbox, clock)
        self.probes = Probes({"slack": client.auth_test, "store": store.probe}, gauges.exposed)

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time."""
        self.alarms.start(self._ring)
        self.alarms.every(LOOK_AHEAD_EVERY, self.look_ahead, "look ahead")
        self.alarms.every(RETIRE_EVERY, self._retire, "retire")
        self.alarms.every(MEMBERS_EVERY, self._membership.refresh, "members")
        self.alarms.every(PEOPLE_EVERY, self._ask_again, "people")
        await self._membership.refresh()
        await self._retire()
        await self._know_people()
        await self.look_ahead()
        self.alarms.arm(CONTRACTS, self._clock.now())

    async def stop(self) -> None:
        """Finishes what is in flight and leaves the rest to the store."""
        self.alarms.stop()
        await self.courier.drain(IN_FLIGHT_SECONDS)

    async def look_ahead(self) -> None:
        await self.courier.look_ahead()
        await self._ring(ROTA)

    async def clock_moved(self) -> None:
        """For a clock that people move: every alarm is set anew, and what is due now is due now."""
        self.alarms.rearm()
        await self.look_ahead()

    async def _ring(self, id: str) -> None:
        if id == ROTA:
            self.alarms.arm(ROTA, await self._rota.keep())
        elif id == PEOPLE:
            await self._rota.follow_people()
        elif id == CONTRACTS:
            await self._contracts.look_at_all()
            self.alarms.arm(CONTRACTS, self._clock.now() + CONTRACTS_EVERY)
        elif id.startswith(contracts.ALARM):
            await self._contracts.look(id.removeprefix(contracts.ALARM))
        else:
            await self.courier.ring(id)

    async def _ask_again(self) -> None:
        # Slack promises no event: whose account was closed unheard is found out all the same.
        for member in self._members:
            self._people.forget(member)
        await self._rota.follow_people()

    async def _know_people(self) -> None:
        # An announcement that is due now should not name somebody who has left; nor wait for a Slack that is slow.
        with suppress(TimeoutError):
            async with asyncio.timeout(PEOPLE_SECONDS):
                await self._rota.follow_people()

    async def _retire(self) -> None:
        await self._store.calls.retire(self._clock.now())


def _carriers(plan: Plan, people: SlackPeople) -> dict[str, Carrier]:
    """By the kind of lane."""
    return {
        "mail": MailCarrier(plan.mail, people) if plan.mail else Unconfigured(),
        "gdp": GdpCarrier(plan.gdp) if plan.gdp else Unconfigured(),
    }


def _bolt(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_token=client.token,
        bot_id=identity.bot,
        bot_user_id=identity.user,
    )

    async def authorize() -> AuthorizeResult:
        # Known before connecting: Bolt's own asks Slack on the first command, and drops it when Slack fails.
        return known

    # Without a token of its own, which Bolt would say it ignores.
    untold = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
    # What comes in by HTTP was verified at the door, before Bolt sees it; a socket needs no signature.
    return AsyncApp(
        client=untold,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
