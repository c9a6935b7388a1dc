"""The three stores in memory: what unit tests run against; it keeps the same contract as the adapters with a disk."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic

from bot.domain.calls.call import Call
from bot.domain.calls.closing import may_archive
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats, stats_of
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import D, DueDocument, StaleVersionError
from bot.domain.rota.week import Week, week_id
from bot.storage.indexing import age, cards_of, due_documents, next_version, oldest_closing_first
from bot.storage.leases import SoleBot
from bot.storage.numbers import highest_count, number_of


class MemoryRecords(Generic[D]):
    def __init__(self) -> None:
        self._documents: dict[str, D] = {}

    async def get(self, id: str) -> D | None:
        return self._documents.get(id)

    async def replace(self, document: D, expected: int) -> D:
        written = next_version(document, self._documents.get(document.id), expected)
        self._documents[document.id] = written
        return written

    async def due_before(self, before: datetime) -> list[DueDocument]:
        instants = {key: at for key, d in self._documents.items() if (at := next_action_at(d.notices))}
        return due_documents(instants, before)


class MemoryCalls(MemoryRecords[Call]):
    def __init__(self) -> None:
        super().__init__()
        self._archived: set[str] = set()

    async def replace(self, document: Call, expected: int) -> Call:
        # A retired call never comes back; read again, the domain finds it too late to reopen.
        if document.is_open and document.number in self._archived:
            raise StaleVersionError(document.number)
        return await super().replace(document, expected)

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        for call in self._documents.values():
            if call.origin == origin:
                return call, False
        call = make(number_of(year, highest_count(year, self._documents) + 1))
        self._documents[call.number] = call
        return call, True

    async def open_calls(self) -> list[Call]:
        return sorted((c for c in self._documents.values() if c.is_open), key=age)

    async def undecided(self) -> list[Call]:
        return sorted(filter(awaited, self._documents.values()), key=age)

    async def every(self) -> AsyncIterator[Call]:
        for call in [*self._documents.values()]:
            yield call

    async def recent(self, by: str, client: str, since: datetime) -> list[Call]:
        found = (
            call
            for call in self._documents.values()
            if call.opened.by == by and call.client.code == client and call.opened.at >= since
        )
        return sorted(found, key=age, reverse=True)

    async def by_card(self, channel: str, ts: str) -> Call | None:
        return next((c for c in self._documents.values() if (channel, ts) in cards_of(c)), None)

    async def stats(self, client: str | None = None) -> Sequence[CallStats]:
        rows = (row for call in self._documents.values() if (row := stats_of(call)))
        return oldest_closing_first(row for row in rows if client in {None, row.client})

    async def archive(self, now: datetime) -> int:
        leaving = {c.number for c in self._documents.values() if may_archive(c, now)} - self._archived
        self._archived |= leaving
        return len(leaving)


class MemoryWeeks(MemoryRecords[Week]):
    async def add(self, week: Week) -> Week:
        return self._documents.setdefault(week.id, week)

    async def ledger(self) -> list[Week]:
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        return sorted(self._documents.values(), key=lambda week: week.monday)

    async def of(self, monday: date) -> Week | None:
        return self._documents.get(week_id(monday))


class MemoryClients:
    def __init__(self, directory: Directory | None = None) -> None:
        self._directory = directory or Directory(clients={}, version=0)

    async def directory(self) -> Directory:
        return self._directory

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        before = self._directory
        self._directory = replace(rule(before), version=before.version + 1)
        return self._directory


@dataclass(frozen=True, slots=True)
class MemoryStore:
    calls: MemoryCalls = field(default_factory=MemoryCalls)
    weeks: MemoryWeeks = field(default_factory=MemoryWeeks)
    clients: MemoryClients = field(default_factory=MemoryClients)
    leases: SoleBot = field(default_factory=SoleBot)

    async def probe(self) -> None:
        """Memory can always be written to."""

    async def close(self) -> None:
        """There is no disk to wait for."""
