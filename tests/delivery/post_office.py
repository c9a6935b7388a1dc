"""The courier with all that it delivers through, on the simulated workspace, without Bolt and without a disk."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import BotConfig, Resources, build
from bot.delivery.identity import Identity
from bot.delivery.rate_limit import Limits
from bot.delivery.slack_gateway import TIME_LIMIT
from bot.demo import plan
from bot.demo.samples import clients
from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice, NoticeKey, NoticeKind
from bot.domain.policy import Reporting
from bot.domain.ports import Leases
from bot.services.opening import OpenCall
from bot.services.parsing import ClientChoice
from bot.storage.store import Store
from simulator import Fault, FaultKind, Message, Simulator
from tests.scheduler.loop_alarms import LoopAlarms
from tests.storage.memory import MemoryClients, MemoryStore
from tests.support.workspace import ALICE

POLICY = replace(plan(timedelta(minutes=10)).policy, reporting=Reporting())
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
        limits: Limits | None = None,
        time_limit: float = TIME_LIMIT,
        leases: Leases | None = None,
    ) -> None:
        self.simulator = simulator
        self.clock = simulator.clock
        self.store = store
        self._client = AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[])
        self.alarms = LoopAlarms(self.clock)
        identity = Identity(team="T0LINA", user="U0BOT", bot="B0BOT", url="https://lina.slack.com/")
        bot = build(
            Resources(
                config=BotConfig(policy=POLICY, rota=ROTA, limits=limits or Limits.lifted()),
                store=store,
                client=self._client,
                identity=identity,
                clock=self.clock,
                alarms=self.alarms,
                leases=leases,
                monotonic=running,
                jitter=lambda: 0.0,
                slack_seconds=time_limit,
            )
        )
        self.outbox = bot.outbox
        self.leases = bot.leases
        self.dispatcher = bot.dispatcher
        self.rate_limiter = bot.rate_limiter
        self.opening = bot.services.opening
        self.calls = bot.services.calls
        self.rota = bot.rota

    async def start(self) -> None:
        self.alarms.start(self.dispatcher.ring)
        await self._look()

    async def stop(self, seconds: float = 3.0) -> None:
        self.alarms.stop()
        await self.dispatcher.drain(seconds)

    async def quiet(self) -> None:
        """Once nothing is being said."""
        await self.dispatcher.idle()

    async def later(self, **ago: float) -> None:
        """Time passes at once, and what became due is said."""
        self.clock.advance(timedelta(**ago))
        self.alarms.rearm()
        self.rate_limiter.forget()
        await self._look()
        await self.quiet()

    async def _look(self) -> None:
        for wake in await self.outbox.due_before(self.clock.now()):
            await self.dispatcher.ring(wake.id)

    async def open(self, code: str = "ACME", request: str = "imprimante HS", by: str = ALICE) -> str:
        """The number of a call that was just opened; nothing of it is said yet."""
        origin = f"test:{code}:{request}:{by}"
        order = OpenCall(origin=origin, by=by, choice=ClientChoice(code=code), request=request)
        return (await self.opening.open(order)).call.number

    async def opened(self, code: str = "ACME", request: str = "imprimante HS", by: str = ALICE) -> str:
        """The number of a call whose card stands."""
        number = await self.open(code, request, by)
        await self.quiet()
        return number

    async def call(self, number: str) -> Call:
        return await self.calls.call(number)

    async def notice(self, number: str, kind: NoticeKind, n: int = -1) -> Notice:
        """The newest one of its kind, or the nth."""
        return [notice for notice in (await self.call(number)).notices if notice.kind is kind][n]

    async def direct(self, person: str) -> str:
        """The channel of the bot's direct messages with a person."""
        return str((await self._client.conversations_open(users=[person]))["channel"]["id"])

    def said(self, key: NoticeKey) -> list[Message]:
        """Every message that carries this key, wherever it stands."""
        everywhere = [m for c in self.simulator.workspace.channels.values() for m in c.messages.values()]
        return [m for m in everywhere if _key(m) == str(key)]

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
