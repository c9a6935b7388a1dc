"""A bench: the services over a store in memory that can refuse and be contested."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.demo import plan
from bot.demo.samples import clients
from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Location
from bot.domain.outbox.transitions import Sent
from bot.domain.policy import Reporting
from bot.domain.ports import StaleVersionError, StoreUnwritableError
from bot.services.calls import CallService
from bot.services.opening import OpenCall, OpeningService
from bot.services.outbox import Outbox
from bot.services.parsing import ClientChoice
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from tests.services.fakes import FakeClock, FakePeople, NoAttempts, RecordingNotifier
from tests.storage.memory import MemoryCalls, MemoryClients, MemoryStore
from tests.support.workspace import ALICE, BRUNO, CAMILLE, CHLOE, DAVID, FARID, SUPPORT

CARD_TS = "1764000000.000100"

POLICY = replace(plan(timedelta(minutes=10)).policy, reporting=Reporting(), members=())
"""The demo's, without a mail server or a tool; without a rota, anybody may be given a call."""

ROTA = plan(timedelta(minutes=10)).rota

Rule = Callable[[Directory], Directory]


class ContestedCalls(MemoryCalls):
    """Calls in memory; each of `rivals` writes before the next write; `refusing` is a disk that is full."""

    def __init__(self) -> None:
        super().__init__()
        self.rivals: list[Callable[[Call], Call]] = []
        self.refusing = False
        self.writes = 0

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        if self.refusing:
            raise StoreUnwritableError(origin)
        return await super().open(origin, year, make)

    async def replace(self, document: Call, expected: int) -> Call:
        if self.refusing:
            raise StoreUnwritableError(document.id)
        if self.rivals:
            rival = self.rivals.pop(0)
            stored = await self.get(document.id)
            assert stored
            await super().replace(rival(stored), stored.version)
            raise StaleVersionError(document.id)
        self.writes += 1
        return await super().replace(document, expected)


class ContestedClients(MemoryClients):
    """`refusing` is a disk that is full; `slow` lets everybody read before somebody writes; `reads` counts reads."""

    refusing = slow = False
    reads = 0

    async def directory(self) -> Directory:
        self.reads += 1
        return await super().directory()

    async def change(self, rule: Rule) -> Directory:
        if self.refusing:
            raise StoreUnwritableError("clients")
        if self.slow:
            await asyncio.sleep(0)
        return await super().change(rule)


class ServiceBench:
    """The services over one store, with a clock that the test moves; `notifier` keeps what they wrote."""

    def __init__(self, directory: Iterable[Client] | None = None) -> None:
        known = clients(date(2026, 11, 24)) if directory is None else directory
        self.clock = FakeClock()
        self.people = FakePeople(ALICE, BRUNO, CHLOE, DAVID, CAMILLE, FARID)
        self.notifier = RecordingNotifier()
        self.call_records = ContestedCalls()
        self.clients = ContestedClients(Directory(clients={c.code: c for c in known}, version=0))
        self.store = MemoryStore(calls=self.call_records, clients=self.clients)
        rota = RotaReader(weeks=self.store.weeks, rota_policy=ROTA, policy=POLICY, clock=self.clock)
        self.opening = OpeningService(
            calls=self.store.calls,
            clients=self.clients,
            rota=rota,
            policy=POLICY,
            clock=self.clock,
            notifier=self.notifier,
            cards=NoAttempts(),
        )
        self.calls = CallService(
            calls=self.store.calls,
            clients=self.clients,
            people=self.people,
            opening=self.opening,
            policy=POLICY,
            clock=self.clock,
            notifier=self.notifier,
        )
        self.queries = QueryService(
            calls=self.store.calls,
            clients=self.clients,
            people=self.people,
            rota=rota,
            policy=POLICY,
            clock=self.clock,
            link=lambda channel, ts: f"https://lina.slack.com/{channel}/{ts}",
        )
        self.outbox = Outbox(self.store.calls, self.store.weeks, POLICY, self.clock)

    async def open(self, code: str = "ACME", request: str = "imprimante HS", **fields: str) -> Call:
        """A call of a known client."""
        return (await self.opening.open(self.form(code, request, **fields))).call

    def form(self, code: str = "ACME", request: str = "imprimante HS", **fields: str) -> OpenCall:
        choice = ClientChoice(code=code)
        given = {"origin": f"view:{code}:{request}:{self.clock.at}", "by": ALICE, **fields}
        return OpenCall(choice=choice, request=request, **given)

    def new_client(self, name: str, *, by: str = ALICE, origin: str = "", **choice: str) -> OpenCall:
        """The form for a client that the directory does not know."""
        return OpenCall(
            origin=origin or f"view:{name}:{by}:{self.clock.at}",
            by=by,
            choice=ClientChoice(new_name=name, **choice),
            request="imprimante HS",
        )

    async def carded(self, call: Call) -> Call:
        """The call once its card is posted in `support`."""
        assert await self.outbox.claim(call.id, call.notices[0].key, None)
        card = call.notices[0]
        await self.outbox.record(call.id, card.key, Sent(Location(SUPPORT, CARD_TS), card.revision))
        return await self.calls.call(call.number)


async def put_closed(bench: ServiceBench, calls: Iterable[Call]) -> None:
    """Puts these calls into the bench's store, as they are."""
    for call in calls:
        await bench.store.calls.open(call.origin, call.opened.at.year, lambda _, call=call: call)  # type: ignore[misc]
