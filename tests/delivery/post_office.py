"""The courier with all that it delivers through, on the simulated workspace, without Bolt and without a disk."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.courier import Courier
from bot.delivery.custody import Custody
from bot.delivery.errands import Errands
from bot.delivery.gate import Gate, Pace
from bot.delivery.people import SlackPeople
from bot.delivery.slack import TIME_LIMIT, SlackVoice
from bot.demo import plan
from bot.demo.samples import clients
from bot.desk.calls import CallDesk
from bot.desk.intake import Stated
from bot.desk.opening import OpeningDesk, Order
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.desk.rota import Pen, Roster
from bot.desk.rota_clock import RotaClock
from bot.domain.call import Call
from bot.domain.directory import Directory
from bot.domain.notice import Notice, What
from bot.domain.policy import Reporting
from bot.domain.ports import Leases
from bot.rendering.renderer import Renderer
from bot.storage.memory import MemoryClients, MemoryStore
from bot.storage.store import Store
from simulator import Fault, FaultKind, Message, Simulator
from tests.scheduler.loop_alarms import LoopAlarms

SUPPORT, DEV, SERVICE = "C0SUPPORT", "C0DEV", "C0LINA"
ALICE, BRUNO, DAVID = "U0ALICE", "U0BRUNO", "U0DAVID"
CAMILLE, FARID, ANTHONY = "U0CAMILLE", "U0FARID", "U0ANTHONY"

HOUSE = replace(plan(timedelta(minutes=10)).house, reporting=Reporting())
"""The demo's, without a mail server or a tool."""

ROTA = plan(timedelta(minutes=10)).rota


def stocked(simulator: Simulator) -> MemoryStore:
    """A store with the demo's clients."""
    sample = {c.code: c for c in clients(simulator.clock.now().date())}
    return MemoryStore(clients=MemoryClients(Directory(clients=sample, version=0)))


class PostOffice:
    """One life of the bot's delivering half; another one on the same store is the bot after a restart."""

    def __init__(
        self,
        simulator: Simulator,
        store: Store,
        *,
        running: Callable[[], float] = time.monotonic,
        pace: Pace | None = None,
        time_limit: float = TIME_LIMIT,
        leases: Leases | None = None,
    ) -> None:
        self.simulator = simulator
        self.clock = simulator.clock
        self.store = store
        self._client = client = AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[])
        people = SlackPeople(client)
        roster = Roster(store.weeks, ROTA, HOUSE, self.clock)
        self.outbox = Outbox(store.calls, store.weeks, HOUSE, self.clock, chance=lambda: 0.0)
        reading = ReadingDesk(
            calls=store.calls,
            clients=store.clients,
            people=people,
            roster=roster,
            house=HOUSE,
            clock=self.clock,
            link=simulator.workspace.link_to,
        )
        self.custody = Custody(leases or store.leases, self.outbox.recover, running)
        self.errands = Errands(
            outbox=self.outbox,
            custody=self.custody,
            reading=reading,
            renderer=Renderer(),
            voice=SlackVoice(client, time_limit),
            people=people,
            gate=Gate(pace or Pace.lifted()),
            clock=self.clock,
        )
        self.alarms = LoopAlarms(self.clock)
        self.courier = Courier(
            outbox=self.outbox,
            custody=self.custody,
            errands=self.errands,
            alarms=self.alarms,
            clock=self.clock,
            running=running,
        )
        self.opening = OpeningDesk(
            calls=store.calls,
            clients=store.clients,
            roster=roster,
            house=HOUSE,
            clock=self.clock,
            outside=self.courier,
        )
        self.calls = CallDesk(
            calls=store.calls,
            clients=store.clients,
            people=people,
            opening_desk=self.opening,
            house=HOUSE,
            clock=self.clock,
            outside=self.courier,
        )
        pen = Pen(roster, store.weeks, self.courier)
        self.rota = RotaClock(roster=roster, pen=pen, people=people, plan=ROTA, house=HOUSE, clock=self.clock)

    async def start(self) -> None:
        self.alarms.start(self.courier.ring)
        await self._look()

    async def stop(self, seconds: float = 3.0) -> None:
        self.alarms.stop()
        await self.courier.drain(seconds)

    async def quiet(self) -> None:
        """Once nothing is being said."""
        await self.courier.idle()

    async def later(self, **ago: float) -> None:
        """Time passes at once, and what became due is said."""
        self.clock.advance(timedelta(**ago))
        self.alarms.rearm()
        await self._look()
        await self.quiet()

    async def _look(self) -> None:
        for wake in await self.outbox.wakes(self.clock.now()):
            await self.courier.ring(wake.id)

    async def open(self, code: str = "ACME", request: str = "imprimante HS", by: str = ALICE) -> str:
        """The number of a call that was just opened; nothing of it is said yet."""
        origin = f"test:{code}:{request}:{by}"
        order = Order(origin=origin, by=by, stated=Stated(code=code), request=request)
        return (await self.opening.open(order)).call.number

    async def opened(self, code: str = "ACME", request: str = "imprimante HS", by: str = ALICE) -> str:
        """The number of a call whose card stands."""
        number = await self.open(code, request, by)
        await self.quiet()
        return number

    async def call(self, number: str) -> Call:
        return await self.calls.call(number)

    async def notice(self, number: str, what: What, n: int = -1) -> Notice:
        """The newest one of its kind, or the nth."""
        return [notice for notice in (await self.call(number)).notices if notice.what is what][n]

    async def direct(self, person: str) -> str:
        """The channel of the bot's direct messages with a person."""
        return str((await self._client.conversations_open(users=[person]))["channel"]["id"])

    def said(self, key: str) -> list[Message]:
        """Every message that carries this key, wherever it stands."""
        everywhere = [m for c in self.simulator.workspace.channels.values() for m in c.messages.values()]
        return [m for m in everywhere if _key(m) == key]

    def posts(self, channel: str) -> int:
        """How often a post was tried there."""
        return self.asked("chat.postMessage", channel)

    def asked(self, method: str, channel: str | None = None) -> int:
        return sum(
            call.method == method and channel in {None, call.arguments.get("channel")}
            for call in self.simulator.calls
        )

    def strike(self, kind: FaultKind, method: str = "chat.postMessage", **more: object) -> None:
        """A fault; `channel`, `times`, `error`, `delay` and `retry_after` as the simulator takes them."""
        self.simulator.faults.add(Fault(kind=kind, method=method, **more))  # type: ignore[arg-type]  # its fields


def _key(message: Message) -> str | None:
    payload = (message.metadata or {}).get("event_payload") or {}
    key: str | None = payload.get("key")
    return key


def plain(text: str) -> str:
    """Typography aside, as people compare."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
