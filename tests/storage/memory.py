"""The store in memory, which keeps the same contract as the stores with a disk."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Generic

from bot.domain.calls import correction
from bot.domain.calls.call import Call
from bot.domain.calls.closing import may_archive
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats, assistance_minutes, stats_of
from bot.domain.clients.client import Client, Contract
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import D, DueDocument, PeopleRoster, StaleVersionError
from bot.domain.rota.week import Week, week_id
from bot.storage.indexing import age, cards_of, due_documents, next_version, oldest_closing_first
from bot.storage.leases import SoleBotLeases
from bot.storage.numbers import highest_count, highest_counts, number_of
from bot.storage.observation import ObserveWrite, timed, unobserved


class MemoryRecords(Generic[D]):
    """The `Records` port over a dictionary.

    Args:
        observe_write: receives the seconds that each write took.
    """

    def __init__(self, *, observe_write: ObserveWrite = unobserved) -> None:
        self._documents: dict[str, D] = {}
        self._observe_write = observe_write

    async def get(self, id: str) -> D | None:
        return self._documents.get(id)

    def last_seen(self, id: str) -> D | None:
        return self._documents.get(id)

    async def replace(self, document: D, expected: int) -> D:
        written = next_version(document, self._documents.get(document.id), expected)
        self._put(written)
        return written

    async def due_before(self, before: datetime) -> list[DueDocument]:
        instants = {id_: at for id_, d in self._documents.items() if (at := next_action_at(d.notices))}
        return due_documents(instants, before)

    def _put(self, document: D) -> None:
        with timed(self._observe_write):
            self._documents[document.id] = document


class MemoryCalls(MemoryRecords[Call]):
    """The `Calls` port over a dictionary."""

    def __init__(self, *, observe_write: ObserveWrite = unobserved) -> None:
        super().__init__(observe_write=observe_write)
        self._archived: set[str] = set()
        self._reserved: list[str] = []

    async def replace(self, document: Call, expected: int) -> Call:
        # Whoever reads the call again finds that the domain no longer lets it be reopened.
        if document.is_open and document.number in self._archived:
            raise StaleVersionError(document.number)
        return await super().replace(document, expected)

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        for call in self._documents.values():
            if call.origin == origin:
                return call, False
        call = make(number_of(year, highest_count(year, self._taken()) + 1))
        self._put(call)
        return call, True

    def last_number(self) -> str | None:
        highest = highest_counts(self._taken())
        return number_of(max(highest), highest[max(highest)]) if highest else None

    def reserve(self, number: str) -> None:
        self._reserved.append(number)

    def _taken(self) -> list[str]:
        return [*self._documents, *self._reserved]

    async def open_calls(self, client: str | None = None) -> list[Call]:
        running = (c for c in self._documents.values() if c.is_open and client in (None, c.client.code))
        return sorted(running, key=age)

    async def undecided(self) -> list[Call]:
        return sorted(filter(awaited, self._documents.values()), key=age)

    async def awaiting_correction(self) -> list[Call]:
        return sorted(filter(correction.is_open, self._documents.values()), key=age)

    async def every(self) -> AsyncIterator[Call]:
        for call in [*self._documents.values()]:
            yield call

    async def recent(self, by: str, client: str, since: datetime, request: str | None = None) -> list[Call]:
        found = (
            call
            for call in self._documents.values()
            if call.opened.by == by and call.client.code == client and call.opened.at >= since
            if request is None or call.request == request
        )
        return sorted(found, key=age, reverse=True)

    async def opened_by(self, person: str, limit: int) -> list[Call]:
        own = [call for call in self._documents.values() if call.opened.by == person]
        return sorted(own, key=age, reverse=True)[:limit]

    async def by_card(self, channel: str, ts: str) -> Call | None:
        return next((c for c in self._documents.values() if (channel, ts) in cards_of(c)), None)

    async def stats(
        self, client: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        found = (stats for call in self._documents.values() if (stats := stats_of(call)))
        return oldest_closing_first(
            stats
            for stats in found
            if client in {None, stats.client}
            and (since is None or since <= stats.closed_at)
            and (until is None or stats.closed_at < until)
        )

    async def assistance_minutes(self, client: str, since: date | None = None) -> int:
        contract = Contract(reference="", start=since)
        return assistance_minutes(await self.stats(), Client(code=client, name="", contract=contract))

    async def changed_elsewhere(self) -> list[Call]:
        return []

    async def archive(self, now: datetime) -> int:
        leaving = {c.number for c in self._documents.values() if may_archive(c, now)} - self._archived
        with timed(self._observe_write):
            self._archived |= leaving
        return len(leaving)


class MemoryWeeks(MemoryRecords[Week]):
    """The `Weeks` port over a dictionary."""

    async def add(self, week: Week) -> Week:
        if week.id not in self._documents:
            self._put(week)
        return self._documents[week.id]

    async def ledger(self) -> list[Week]:
        return [week for week in await self.every() if week.announced]

    async def every(self) -> list[Week]:
        return sorted(self._documents.values(), key=lambda week: week.monday)

    async def of(self, monday: date) -> Week | None:
        return self._documents.get(week_id(monday))


class MemoryClients:
    """The `Clients` port over one directory; an empty one by default."""

    def __init__(
        self, directory: Directory | None = None, *, observe_write: ObserveWrite = unobserved
    ) -> None:
        self._directory = directory or Directory(clients={}, version=0)
        self._observe_write = observe_write

    async def directory(self) -> Directory:
        return self._directory

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        before = self._directory
        after = replace(rule(before), version=before.version + 1)
        with timed(self._observe_write):
            self._directory = after
        return after


class MemoryRoster:
    """The `RosterStore` port over one roster."""

    def __init__(self) -> None:
        self._roster = PeopleRoster()

    async def roster(self) -> PeopleRoster:
        return self._roster

    async def save_roster(self, roster: PeopleRoster) -> None:
        self._roster = roster


class MemoryStore:
    """A `Store` in memory.

    Args:
        calls: the calls; none by default.
        weeks: the weeks; none by default.
        clients: the directory; an empty one by default.
        observe_write: receives the seconds that each write took, in the parts that are not given.
    """

    def __init__(
        self,
        *,
        calls: MemoryCalls | None = None,
        weeks: MemoryWeeks | None = None,
        clients: MemoryClients | None = None,
        observe_write: ObserveWrite = unobserved,
    ) -> None:
        self.calls = calls or MemoryCalls(observe_write=observe_write)
        self.weeks = weeks or MemoryWeeks(observe_write=observe_write)
        self.clients = clients or MemoryClients(observe_write=observe_write)
        self.roster = MemoryRoster()
        self.leases = SoleBotLeases()

    async def last_number(self) -> str | None:
        """See `Store`."""
        return self.calls.last_number()

    async def reserve_number(self, number: str) -> None:
        """See `Store`."""
        self.calls.reserve(number)

    async def probe(self) -> None:
        """Memory can always be written to."""

    async def close(self) -> None:
        """There is no disk to wait for."""
