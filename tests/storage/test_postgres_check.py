"""`check` reads a whole database and names what is wrong with it."""

import psycopg
import pytest

from bot.domain.clients.client import Client
from bot.storage.postgres.check import check
from bot.storage.postgres.store import PostgresStore
from bot.storage.report import StoreReport
from tests.storage.store_samples import MONDAY, NOW, WEEK, YEAR, ended, making, told, week


@pytest.fixture
async def url(database_url: str) -> str:
    """One archived call, one closed, one open; two weeks; one client."""
    async with await PostgresStore.open(database_url) as store:
        for i in (1, 2, 3):
            call, _ = await store.calls.open(f"view:{i}", YEAR, making(f"view:{i}"))
            if i < 3:
                await store.calls.replace(told(ended(call)), call.version)
            if i == 1:
                await store.calls.archive(NOW + WEEK)
        await store.weeks.add(week())
        await store.weeks.add(week(MONDAY + WEEK))
        await store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
    return database_url


async def test_a_sound_database_is_counted(url: str):
    assert await check(url) == StoreReport(calls_open=2, calls_archived=1, weeks=2, clients=1, problems=())


async def test_an_empty_database_has_no_problems(database_url: str):
    assert await check(database_url) == StoreReport(0, 0, 0, 0, ())


WRONG = {
    'UPDATE calls SET body = \'{"number": "2026-0003", "schema": 3}\' WHERE id = \'2026-0003\'': (
        "2026-0003: schema 3, where this program knows 2"
    ),
    "UPDATE calls SET version = version + 1 WHERE id = '2026-0003'": (
        "call 2026-0003: its row says another thing than its document"
    ),
    "UPDATE calls SET next_at = NULL WHERE id = '2026-0003'": (
        "call 2026-0003: its row says another thing than its document"
    ),
    "UPDATE calls SET month = '2026-11' WHERE id = '2026-0003'": "call 2026-0003: it is open, and retired",
    "DELETE FROM figures WHERE number = '2026-0002'": (
        "call 2026-0002: its figures are not those of its document"
    ),
    "UPDATE weeks SET version = 9 WHERE id = 'week:2026-11-23'": (
        "week:2026-11-23: its row says another thing than its document"
    ),
    "UPDATE directory SET body = '{}'": "document clients: schema None, where this program knows 2",
    "UPDATE numbers SET last = 2": "2026: the counter is at 2, though call 3 is there",
}


@pytest.mark.parametrize("harm", WRONG)
async def test_what_is_wrong_is_named(url: str, harm: str):
    with psycopg.connect(url) as connection:
        assert connection.execute(harm.encode()).rowcount == 1
    assert (await check(url)).problems == (WRONG[harm],)
