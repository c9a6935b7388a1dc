"""A database that is out of reach refuses aloud, loses nothing, and is used again when it is back."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest

from bot.domain.calls.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.domain.refusals import StoreRefused
from bot.services.change import change
from bot.storage.postgres.database import CONNECTIONS
from bot.storage.postgres.store import PostgresStore
from tests.storage.cut_line import CutLine, line_to
from tests.storage.store_samples import NOW, YEAR, making, week


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[CutLine]:
    async with line_to(database_url) as made:
        yield made


@pytest.fixture
async def store(line: CutLine) -> AsyncIterator[PostgresStore]:
    async with await PostgresStore.open(line.url) as opened:
        yield opened


async def test_every_write_and_read_is_refused_with_its_cause(line: CutLine, store: PostgresStore):
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    await line.cut()
    for ask in (
        store.calls.open("view:2", YEAR, making("view:2")),
        store.calls.replace(replace(call, request="écran noir"), call.version),
        store.calls.get(call.number),
        store.calls.due_before(NOW),
        store.calls.stats(),
        store.calls.archive(NOW),
        store.weeks.add(week()),
        store.clients.change(lambda directory: directory),
        store.clients.directory(),
        store.leases.hold("2026-0099", 30),
        store.probe(),
    ):
        with pytest.raises(StoreUnwritableError, match=r"^the database: .+"):
            await ask
    await line.mend()
    assert await store.calls.get(call.number) == call
    assert (await store.calls.open("view:2", YEAR, making("view:2")))[0].number == "2026-0002"


async def test_people_are_told_that_nothing_was_written(line: CutLine, store: PostgresStore):
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    await line.cut()
    with pytest.raises(StoreRefused):
        await change(store.calls, call.number, lambda c: replace(c, request="écran noir"))


async def test_a_connection_that_broke_while_it_rested_is_made_anew(line: CutLine, store: PostgresStore):
    await store.calls.open("view:1", YEAR, making("view:1"))
    await line.cut()
    await line.mend()
    call, _ = await store.calls.open("view:2", YEAR, making("view:2"))
    assert call.number == "2026-0002"


async def test_nothing_acknowledged_is_lost_when_the_line_breaks_again_and_again(
    line: CutLine, store: PostgresStore
):
    acknowledged, some = dict[str, Call](), asyncio.Event()

    async def work(name: str) -> None:
        for n in range(25):
            try:
                call, _ = await store.calls.open(f"{name}:{n}", YEAR, making(f"{name}:{n}"))
                acknowledged[call.number] = call
            except StoreUnwritableError:
                continue
            finally:
                some.set()

    async def weather() -> None:
        for _ in range(5):
            some.clear()
            await some.wait()
            await line.cut()
            await line.mend()

    await asyncio.gather(weather(), *(work(name) for name in "abc"))
    kept = {call.number: call async for call in store.calls.every()}
    assert {number: kept.get(number) for number in acknowledged} == acknowledged
    assert sorted(kept) == [f"2026-{n:04d}" for n in range(1, len(kept) + 1)]


async def test_a_database_that_is_not_there_is_said_at_once():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://lina:secret@127.0.0.1:{nobody.getsockname()[1]}/lina"
        with pytest.raises(StoreUnwritableError) as refused:
            await PostgresStore.open(url)
    assert "refused" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_more_questions_than_connections_are_answered_in_turn(store: PostgresStore):
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    asked = [store.calls.by_card("C0SUPPORT", str(n)) for n in range(20 * CONNECTIONS)]
    assert set(await asyncio.gather(*asked)) == {None}
    assert await store.calls.get(call.number) == call


async def test_a_question_that_finds_all_connections_busy_is_refused(store: PostgresStore, database_url: str):
    with psycopg.connect(database_url) as elsewhere:
        elsewhere.execute("LOCK TABLE leases IN ACCESS EXCLUSIVE MODE")
        stuck = [asyncio.create_task(store.leases.hold(f"2026-{n:04d}", 30)) for n in range(CONNECTIONS)]
        waiting = "SELECT FROM pg_locks WHERE NOT granted"
        while len(elsewhere.execute(waiting).fetchall()) < CONNECTIONS:  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.01)
        with pytest.raises(StoreUnwritableError, match="busy"):
            await store.calls.by_card("C0SUPPORT", "1")
        elsewhere.rollback()
    assert all(await asyncio.gather(*stuck))
    assert await store.calls.by_card("C0SUPPORT", "1") is None
