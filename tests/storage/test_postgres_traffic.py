"""What a call costs the database: a few statements, each a transaction, and no more rows where more calls are open."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.bench import stock
from bot.domain.calls.call import Call
from bot.storage.postgres.snapshot import PostgresSnapshot
from bot.storage.postgres.store import PostgresStore
from simulator import Simulator
from tests.storage.counted_line import CountedLine, Traffic, counted_line_to
from tests.storage.postgres_crew import Crew
from tests.storage.store_samples import YEAR, making
from tests.support.workspace import SUPPORT, config, simulated

CALLS, WARMING = 8, 2

STATEMENTS = 9
"""What was written since, the opening, the card's claim and record, what came before, its line's claim and record, the
lease given back; and what was written since, where the line of what came before needs to know."""


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[CountedLine]:
    async with counted_line_to(database_url) as made:
        yield made


async def traffic_of_a_call(simulator: Simulator, line: CountedLine, url: str, already_open: int) -> Traffic:
    """From the payload until nothing is left to deliver; of six calls the one that no look-ahead fell upon."""
    now = simulator.clock.now()
    far = now + timedelta(hours=8)
    await PostgresSnapshot(url).fill(stock.open_calls(already_open, now, due=far, within=timedelta(hours=1)))
    crew = Crew(simulator, line.url, config())
    await crew.hire()
    try:
        (bot,) = crew.bots
        await bot.search.built()
        found = [await _measured(crew, line, f"panne {n}") for n in range(CALLS)]
        return min(found[WARMING:], key=lambda traffic: traffic.statements)
    finally:
        await crew.stop()


async def _measured(crew: Crew, line: CountedLine, request: str) -> Traffic:
    simulator, (bot,) = crew.simulator, crew.bots
    line.reset()
    assert await simulator.person("U0ALICE").command(f"/lina appel acme {request}") == ""
    await simulator.until(lambda: any(request in m.words for m in simulator.messages(SUPPORT)))
    await bot.precedents.idle()
    await bot.dispatcher.idle()
    await bot.leases.released()
    return line.traffic


@pytest.mark.parametrize("already_open", [10, 300])
async def test_a_call_costs_a_few_statements_however_many_are_open(
    simulator: Simulator, line: CountedLine, database_url: str, already_open: int
):
    traffic = await traffic_of_a_call(simulator, line, database_url, already_open)
    assert 0 < traffic.statements <= STATEMENTS
    assert traffic.transactions == traffic.statements
    assert traffic.rows <= STATEMENTS + 1
    assert traffic.connections == 0


async def test_a_connection_is_used_again(line: CountedLine):
    async with await PostgresStore.open(line.url) as store:
        for n in range(20):
            await store.calls.open(f"view:{n}", YEAR, making(f"view:{n}"))
    assert line.traffic.connections == 1


async def test_what_is_read_of_a_call_that_is_known_is_no_row(line: CountedLine):
    async with await PostgresStore.open(line.url) as store:
        call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
        await store.calls.get(call.number)
        line.reset()
        assert await store.calls.get(call.number) == call
        assert await store.calls.open_calls() == [call]
        assert (line.traffic.statements, line.traffic.rows) == (2, 2)  # the horizon, twice


async def test_whoever_opens_a_call_has_its_lease(line: CountedLine, database_url: str):
    async with await PostgresStore.open(line.url) as ours, await PostgresStore.open(database_url) as theirs:
        call, _ = await ours.calls.open("view:1", YEAR, making("view:1"))
        line.reset()
        assert await ours.leases.hold(call.number, 30)
        assert line.traffic.statements == 0
        assert not await theirs.leases.hold(call.number, 30)
        await ours.leases.release(call.number)
        assert await theirs.leases.hold(call.number, 30)
        assert not await ours.leases.hold(call.number, 30)


async def test_a_lease_that_was_given_back_unused_is_asked_for_again(database_url: str):
    async with (
        await PostgresStore.open(database_url) as ours,
        await PostgresStore.open(database_url) as theirs,
    ):
        call, _ = await ours.calls.open("view:1", YEAR, making("view:1"))
        await ours.leases.release(call.number)
        assert await theirs.leases.hold(call.number, 30)
        assert not await ours.leases.hold(call.number, 30)


async def test_a_bot_that_stops_leaves_the_lease_of_what_it_opened(database_url: str):
    async with await PostgresStore.open(database_url) as theirs:
        async with await PostgresStore.open(database_url) as ours:
            call, _ = await ours.calls.open("view:1", YEAR, making("view:1"))
        assert await theirs.leases.hold(call.number, 30)


async def test_calls_that_are_opened_at_once_share_a_transaction(line: CountedLine):
    async with await PostgresStore.open(line.url) as store:
        await store.calls.open("view:first", YEAR, making("view:first"))
        line.reset()
        opened = await asyncio.gather(
            *(store.calls.open(f"view:{n}", YEAR, making(f"view:{n}")) for n in range(20))
        )
        assert [call.number for call, _ in opened] == [f"2026-{n:04d}" for n in range(2, 22)]
        # What is read before; the first opening by itself, and the others together.
        assert line.traffic.transactions <= 5


async def test_of_calls_that_are_opened_at_once_one_that_is_refused_takes_no_number(line: CountedLine):
    def refused(number: str) -> Call:
        raise LookupError(number)

    async with await PostgresStore.open(line.url) as store:
        makers = [refused if n % 3 == 2 else making(f"view:{n}") for n in range(9)]
        opened = await asyncio.gather(
            *(store.calls.open(f"view:{n}", YEAR, make) for n, make in enumerate(makers)),
            return_exceptions=True,
        )
        assert [type(each) for each in opened].count(LookupError) == 3
        made = [each[0].number for each in opened if isinstance(each, tuple)]
        assert made == [f"2026-{n:04d}" for n in range(1, 7)]
