"""The desks on a store in memory, with people who are known beforehand and a clock that stands until it is moved."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.demo import plan
from bot.demo.samples import clients
from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Location
from bot.domain.outbox.transitions import Sent
from bot.domain.policy import Reporting
from bot.domain.ports import Document, StaleVersionError, StoreUnwritableError, UserProfile
from bot.services.calls import CallService
from bot.services.opening import OpenCall, OpeningService
from bot.services.outbox import Outbox
from bot.services.parsing import ClientChoice
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from bot.storage.memory import MemoryCalls, MemoryClients, MemoryStore

TUESDAY_AT_TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALICE, BRUNO, CHLOE, DAVID = "U0ALICE", "U0BRUNO", "U0CHLOE", "U0DAVID"
CAMILLE, FARID = "U0CAMILLE", "U0FARID"
SUPPORT, DEV, SERVICE = "C0SUPPORT", "C0DEV", "C0LINA"
CARD_TS = "1764000000.000100"

POLICY = replace(plan(timedelta(minutes=10)).policy, reporting=Reporting())
"""The demo's, without a mail server or a tool."""

ROTA = plan(timedelta(minutes=10)).rota

Rule = Callable[[Directory], Directory]


class StandingClock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self.at = TUESDAY_AT_TEN

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


class KnownPeople:
    """Everyone of the demo; `asked` is whom somebody asked for."""

    def __init__(self) -> None:
        names = ("Alice", "Bruno", "Chloé", "David", "Camille", "Farid")
        ids = (ALICE, BRUNO, CHLOE, DAVID, CAMILLE, FARID)
        self.people = {
            id: UserProfile(id=id, name=name, email=f"{id[2:].lower()}@example.fr", zone="Europe/Paris")
            for id, name in zip(ids, names, strict=True)
        }

    async def person(self, id: str) -> UserProfile | None:
        return self.people.get(id)

    async def find(self, reference: str) -> str | None:
        if "@" not in reference:
            return reference
        return next((p.id for p in self.people.values() if p.email == reference), None)


@dataclass
class Told:
    """Whoever is told of what was written."""

    documents: list[Document] = field(default_factory=list)

    def notify(self, document: Document) -> None:
        self.documents.append(document)


class Contested(MemoryCalls):
    """`rivals` write first, each the next time that somebody tries to; `refusing` is a disk that takes nothing."""

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


class Clients(MemoryClients):
    """`refusing` is a disk that takes nothing, `slow` one before which everybody has read when somebody writes."""

    refusing = slow = False

    async def change(self, rule: Rule) -> Directory:
        if self.refusing:
            raise StoreUnwritableError("clients")
        if self.slow:
            await asyncio.sleep(0)
        return await super().change(rule)


class DeskHouse:
    def __init__(self, directory: Iterable[Client] | None = None) -> None:
        known = clients(date(2026, 11, 24)) if directory is None else directory
        self.clock = StandingClock()
        self.people = KnownPeople()
        self.told = Told()
        self.records = Contested()
        self.clients = Clients(Directory(clients={c.code: c for c in known}, version=0))
        self.store = MemoryStore(calls=self.records, clients=self.clients)
        roster = RotaReader(self.store.weeks, ROTA, POLICY, self.clock)
        self.opening = OpeningService(
            calls=self.store.calls,
            clients=self.clients,
            roster=roster,
            policy=POLICY,
            clock=self.clock,
            notifier=self.told,
        )
        self.calls = CallService(
            calls=self.store.calls,
            clients=self.clients,
            people=self.people,
            opening_desk=self.opening,
            policy=POLICY,
            clock=self.clock,
            notifier=self.told,
        )
        self.reading = QueryService(
            calls=self.store.calls,
            clients=self.clients,
            people=self.people,
            roster=roster,
            policy=POLICY,
            clock=self.clock,
            link=lambda channel, ts: f"https://lina.slack.com/{channel}/{ts}",
        )
        self.outbox = Outbox(self.store.calls, self.store.weeks, POLICY, self.clock)

    async def open(self, code: str = "ACME", request: str = "imprimante HS", **order: str) -> Call:
        """A call of a known client."""
        return (await self.opening.open(self.order(code, request, **order))).call

    def order(self, code: str = "ACME", request: str = "imprimante HS", **order: str) -> OpenCall:
        choice = ClientChoice(code=code)
        given = {"origin": f"view:{code}:{request}:{self.clock.at}", "by": ALICE, **order}
        return OpenCall(choice=choice, request=request, **given)

    def new_client(self, name: str, *, by: str = ALICE, origin: str = "", **choice: str) -> OpenCall:
        """An order for a client that the directory does not know."""
        return OpenCall(
            origin=origin or f"view:{name}:{by}:{self.clock.at}",
            by=by,
            choice=ClientChoice(new_name=name, **choice),
            request="imprimante HS",
        )

    async def carded(self, call: Call) -> Call:
        """The call once its card stands in `support`."""
        assert await self.outbox.claim(call.id, call.notices[0].key, None)
        card = call.notices[0]
        await self.outbox.record(call.id, card.key, Sent(Location(SUPPORT, CARD_TS), card.revision))
        return await self.calls.call(call.number)
