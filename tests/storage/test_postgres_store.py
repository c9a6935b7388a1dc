"""What the database adds to the stores' contract: several bots at once, other versions, and what it keeps where."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.domain.calls import closing
from bot.domain.calls.call import Call
from bot.domain.calls.redaction import redacted
from bot.domain.clients.client import Client
from bot.domain.ports import StaleVersionError, StoreUnwritableError
from bot.domain.stamp import Stamp
from bot.storage.errors import StoreDamagedError
from bot.storage.postgres.check import check
from bot.storage.postgres.database import url_of
from bot.storage.postgres.schema import VERSIONS
from bot.storage.postgres.store import PostgresStore
from tests.storage.store_samples import (
    BRUNO,
    CHLOE,
    MONDAY,
    NOW,
    POLICY,
    WEEK,
    YEAR,
    ended,
    making,
    told,
    week,
)

BOTS = 5


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[list[PostgresStore]]:
    """Of several bots that were started at once."""
    opened = await asyncio.gather(*(PostgresStore.open(database_url) for _ in range(BOTS)))
    yield opened
    for store in opened:
        await store.close()


async def test_calls_opened_by_all_bots_have_numbers_in_a_row(stores: list[PostgresStore]):
    asked = [stores[n % BOTS].calls.open(f"view:{n}", YEAR, making(f"view:{n}")) for n in range(60)]
    numbers = [call.number for call, _ in await asyncio.gather(*asked)]
    assert sorted(numbers) == [f"2026-{n:04d}" for n in range(1, 61)]


async def test_a_form_that_all_bots_hear_opens_one_call_and_takes_one_number(stores: list[PostgresStore]):
    asked = [stores[n % BOTS].calls.open("view:1", YEAR, making("view:1")) for n in range(30)]
    answers = await asyncio.gather(*asked)
    assert [is_new for _, is_new in answers].count(True) == 1
    assert {call.number for call, _ in answers} == {"2026-0001"}
    following, _ = await stores[0].calls.open("view:2", YEAR, making("view:2"))
    assert following.number == "2026-0002"


async def test_of_all_bots_that_saw_a_version_one_writes(stores: list[PostgresStore]):
    call, _ = await stores[0].calls.open("view:1", YEAR, making("view:1"))
    attempts = [
        store.calls.replace(replace(call, request=f"demande {n}"), call.version)
        for n, store in enumerate(stores)
    ]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert [type(o) for o in outcomes].count(StaleVersionError) == BOTS - 1


async def test_a_week_that_all_bots_announce_is_one_week(stores: list[PostgresStore]):
    people = (BRUNO, CHLOE, BRUNO, CHLOE, BRUNO)
    added = [store.weeks.add(week(person=person)) for store, person in zip(stores, people, strict=True)]
    standing = await asyncio.gather(*added)
    assert standing == [standing[0]] * BOTS


async def test_what_one_bot_writes_the_others_read(stores: list[PostgresStore]):
    ours, theirs = stores[:2]
    assert (await theirs.clients.directory()).clients == {}
    await ours.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
    assert set((await theirs.clients.directory()).clients) == {"ACME"}
    assert await theirs.clients.directory() is await theirs.clients.directory()

    assert list(await theirs.calls.stats()) == []
    call, _ = await ours.calls.open("view:1", YEAR, making("view:1"))
    closed = await ours.calls.replace(told(ended(call, minutes=3)), call.version)
    assert [row.minutes1 for row in await theirs.calls.stats("ACME")] == [3]
    again = replace(closed, reports=(replace(closed.reports[0], minutes1=9),))
    await ours.calls.replace(again, closed.version)
    assert [row.minutes1 for row in await theirs.calls.stats()] == [9]
    assert sorted([await ours.calls.archive(NOW + WEEK), await theirs.calls.archive(NOW + WEEK)]) == [0, 1]


async def test_stats_written_by_a_slower_transaction_are_not_missed(
    stores: list[PostgresStore], database_url: str
):
    slow, quick, reader = stores[:3]
    calls = [(await slow.calls.open(f"view:{n}", YEAR, making(f"view:{n}")))[0] for n in range(2)]
    with psycopg.connect(database_url) as elsewhere:
        # A write of the same row waits for this one, in a transaction that is older than the next one.
        elsewhere.execute("INSERT INTO figures (number, shape) VALUES ('2026-0001', '')")
        waiting = asyncio.create_task(slow.calls.replace(told(ended(calls[0])), calls[0].version))
        await somebody_waits(database_url)
        await quick.calls.replace(told(ended(calls[1])), calls[1].version)
        assert [row.number for row in await reader.calls.stats()] == ["2026-0002"]
        elsewhere.rollback()
    await waiting
    assert [row.number for row in await reader.calls.stats()] == ["2026-0001", "2026-0002"]


async def somebody_waits(url: str) -> None:
    """Once a lock is not granted."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(3000):
            if connection.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


@pytest.mark.parametrize(
    "older",
    [
        "UPDATE figures SET shape = 'number minutes'",
        "UPDATE figures SET shape = 'number minutes', body = '{\"minutes\": 1}'",
    ],
)
async def test_stats_of_another_shape_are_made_anew_from_their_calls(database_url: str, older: str):
    async with await PostgresStore.open(database_url) as store:
        call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
        await store.calls.replace(told(ended(call, minutes=7)), call.version)
        before = list(await store.calls.stats())
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(older.encode())
        async with await PostgresStore.open(database_url) as store:
            assert list(await store.calls.stats()) == before
        kept = connection.execute(
            "SELECT shape <> 'number minutes', body->>'minutes1' FROM figures"
        ).fetchone()
    assert kept == (True, "7")


async def test_a_call_that_is_reopened_as_it_is_archived_does_one_of_both(
    stores: list[PostgresStore], database_url: str
):
    async def closed(n: int) -> Call:
        call, _ = await ours.calls.open(f"view:{n}", YEAR, making(f"view:{n}"))
        return await ours.calls.replace(told(ended(call)), call.version)

    async def reopen(call: Call) -> bool:
        try:
            await theirs.calls.replace(closing.reopen(call, Stamp(NOW + WEEK, BRUNO), POLICY), call.version)
        except StaleVersionError:
            return False
        return True

    ours, theirs = stores[:2]
    calls = [await closed(n) for n in range(30)]
    archived, *reopened = await asyncio.gather(ours.calls.archive(NOW + WEEK), *map(reopen, reversed(calls)))
    assert archived + sum(reopened) == len(calls)
    assert (await check(database_url)).problems == ()


async def test_who_is_cancelled_while_the_database_works_leaves_no_connection_open(database_url: str):
    for n in range(40):
        async with await PostgresStore.open(database_url) as store:
            asked = [asyncio.create_task(store.calls.get("2026-0001")) for _ in range(4)]
            await asyncio.sleep(n / 2000)  # at another moment each time
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
    gc.collect()  # a connection that is lost is told of by a warning, which is an error here


async def test_a_store_that_was_closed_is_used_no_more(database_url: str):
    async with await PostgresStore.open(database_url) as store:
        pass
    with pytest.raises(StoreUnwritableError, match="closed"):
        await store.calls.open("view:1", YEAR, making("view:1"))


async def test_a_text_that_a_database_may_refuse_is_kept_as_written(stores: list[PostgresStore]):
    call, _ = await stores[0].calls.open("view:1", YEAR, making("view:1"))
    odd = "NUL \0, \N{MAN}, \N{COMBINING ACUTE ACCENT}, 100 %, :name, %s"
    written = await stores[0].calls.replace(replace(call, request=odd), call.version)
    assert await stores[1].calls.get(call.number) == written
    with pytest.raises(ValueError, match="surrogate"):
        await stores[0].calls.replace(replace(call, request="\ud83d"), written.version)


async def test_the_tables_are_made_once_and_kept(database_url: str):
    async with await PostgresStore.open(database_url) as store:
        await store.weeks.add(week())
    async with await PostgresStore.open(database_url) as store:
        assert await store.weeks.of(MONDAY) == week()
    with psycopg.connect(database_url) as connection:
        versions = connection.execute("SELECT version FROM schema_version").fetchall()
    assert versions == [(n,) for n in range(1, len(VERSIONS) + 1)]


async def test_a_database_of_a_newer_program_is_left_alone(database_url: str):
    async with await PostgresStore.open(database_url):
        pass
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(StoreDamagedError, match="tables of version 99"):
        await PostgresStore.open(database_url)


async def test_a_document_that_is_not_understood_is_named(stores: list[PostgresStore], database_url: str):
    await stores[0].calls.open("view:1", YEAR, making("view:1"))
    with psycopg.connect(database_url) as connection:
        connection.execute("""UPDATE calls SET body = '{"number": "2026-0001", "schema": 3}'""")
    with pytest.raises(StoreDamagedError, match="2026-0001: schema 3, where this program knows 2"):
        await stores[1].calls.get("2026-0001")


@pytest.mark.parametrize(
    "address",
    ["", "data", "mysql://localhost/lina", "postgresql:", "sqlite:///secret.db", "postgres//secret"],
)
def test_what_is_no_address_of_a_database_is_refused_without_repeating_it(address: str):
    with pytest.raises(ValueError, match="allowed: postgresql://") as refused:
        url_of(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_may_be_written_as_hosts_write_it(scheme: str):
    assert conninfo_to_dict(url_of(f"{scheme}://u:p%40@host:5433/name?sslmode=require")) == {
        "user": "u",
        "password": "p@",
        "host": "host",
        "port": "5433",
        "dbname": "name",
        "sslmode": "require",
    }


async def test_leases_are_one_bots_by_the_databases_clock(stores: list[PostgresStore], database_url: str):
    ours, theirs = (store.leases for store in stores[:2])
    assert await ours.hold("2026-0001", 30)
    assert await ours.hold("2026-0001", 30)
    assert not await theirs.hold("2026-0001", 30)
    assert await theirs.hold("2026-0002", 30)
    await theirs.release("2026-0001")
    assert not await theirs.hold("2026-0001", 30)
    await ours.release("2026-0001")
    assert await theirs.hold("2026-0001", 30)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE leases SET until = clock_timestamp()")
    assert await ours.hold("2026-0001", 30)
    assert not await theirs.hold("2026-0001", 30)


async def test_of_all_bots_that_ask_at_once_one_has_the_lease(stores: list[PostgresStore]):
    for n in range(10):
        granted = await asyncio.gather(*(store.leases.hold(f"2026-{n:04d}", 30) for store in stores))
        assert granted.count(True) == 1


async def test_another_bots_closings_corrections_and_redactions_are_told(database_url: str) -> None:
    mine, theirs = await PostgresStore.open(database_url), await PostgresStore.open(database_url)
    try:
        call, _ = await theirs.calls.open("view:1", YEAR, making("view:1"))
        assert await mine.calls.changed_elsewhere() == []
        call = await theirs.calls.replace(told(ended(call)), call.version)
        assert await mine.calls.changed_elsewhere() == [call]
        call = await theirs.calls.replace(redacted(call), call.version)
        assert call in await mine.calls.changed_elsewhere()
        report = replace(call.reports[0], version=2, solution="Autre chose.")
        call = await theirs.calls.replace(replace(call, reports=(*call.reports, report)), call.version)
        assert call in await mine.calls.changed_elsewhere()
    finally:
        await mine.close()
        await theirs.close()
