"""What a bot keeps of the database in memory is what stands there, whoever wrote it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from bot.domain.calls.call import Call
from bot.domain.freshness import read_anew
from bot.domain.ports import StaleVersionError, StoreUnwritableError
from bot.domain.refusals import AlreadyHeld
from bot.services.change import change
from bot.storage.postgres.store import PostgresStore
from tests.storage.postgres_server import own_server
from tests.storage.store_samples import ALICE, NOW, WEEK, YEAR, ended, making, told, week


@pytest.fixture
async def ours(database_url: str) -> AsyncIterator[PostgresStore]:
    async with await PostgresStore.open(database_url) as store:
        yield store


@pytest.fixture
async def theirs(database_url: str) -> AsyncIterator[PostgresStore]:
    async with await PostgresStore.open(database_url) as store:
        yield store


async def opened(store: PostgresStore, origin: str = "view:1") -> Call:
    return (await store.calls.open(origin, YEAR, making(origin)))[0]


async def test_what_is_seen_is_what_was_last_read_or_written(ours: PostgresStore, theirs: PostgresStore):
    call = await opened(ours)
    assert ours.calls.last_seen(call.number) == call
    written = await theirs.calls.replace(replace(call, request="écran noir"), call.version)
    assert ours.calls.last_seen(call.number) == call
    assert await ours.calls.get(call.number) == written
    assert ours.calls.last_seen(call.number) == written


async def test_one_act_reads_once_and_sees_what_it_writes(ours: PostgresStore, theirs: PostgresStore):
    call = await opened(ours)
    read_anew()
    assert await ours.calls.get(call.number) == call
    theirs_now = await theirs.calls.replace(replace(call, contact="Mme Durand"), call.version)
    assert await ours.calls.get(call.number) == call, "what was read serves the whole act"
    with pytest.raises(StaleVersionError):
        await ours.calls.replace(replace(call, request="écran noir"), call.version)
    assert await ours.calls.get(call.number) == theirs_now, "who was slower reads again"
    written = await ours.calls.replace(replace(theirs_now, request="écran noir"), theirs_now.version)
    assert await ours.calls.get(call.number) == written


async def test_a_change_of_what_another_bot_wrote_is_decided_again(
    ours: PostgresStore, theirs: PostgresStore
):
    call = await opened(ours)
    read_anew()
    await ours.calls.get(call.number)
    await change(theirs.calls, call.number, lambda c: replace(c, contact="Mme Durand"))
    changed = await change(ours.calls, call.number, lambda c: replace(c, request="écran noir"))
    assert (changed.after.contact, changed.after.request) == ("Mme Durand", "écran noir")


async def test_a_refusal_is_of_what_stands_there_now(ours: PostgresStore, theirs: PostgresStore):
    call = await opened(ours)
    held = await change(ours.calls, call.number, lambda c: replace(c, contact="Mme Durand"))
    await change(theirs.calls, call.number, lambda c: replace(c, contact=None))

    def rule(c: Call) -> Call:
        if c.contact:
            raise AlreadyHeld(c.number)
        return replace(c, contact="M. Petit")

    assert held.after.contact == "Mme Durand"
    assert (await change(ours.calls, call.number, rule)).after.contact == "M. Petit"


async def test_of_many_questions_at_once_none_gets_an_older_answer(
    ours: PostgresStore, theirs: PostgresStore
):
    call = await opened(ours)
    for n in range(20):
        asked = [asyncio.create_task(ours.calls.get(call.number)) for _ in range(5)]
        call = await theirs.calls.replace(replace(call, request=f"demande {n}"), call.version)
        assert await ours.calls.get(call.number) == call
        await asyncio.gather(*asked)


async def test_a_call_that_another_bot_archived_is_kept_no_more(ours: PostgresStore, theirs: PostgresStore):
    call = await opened(ours)
    closed = await ours.calls.replace(told(ended(call)), call.version)
    assert await theirs.calls.archive(NOW + WEEK) == 1
    assert await ours.calls.get(call.number) == closed
    assert ours.calls.last_seen(call.number) is None
    corrected = await ours.calls.replace(replace(closed, request="corrigée"), closed.version)
    assert ours.calls.last_seen(call.number) is None
    assert await ours.calls.get(call.number) == corrected


async def test_recent_calls_are_found_though_they_are_archived(ours: PostgresStore):
    call = await opened(ours)
    closed = await ours.calls.replace(told(ended(call)), call.version)
    later, _ = await ours.calls.open("view:2", YEAR, making("view:2", at=NOW + timedelta(minutes=1)))
    assert await ours.calls.recent(ALICE, "ACME", NOW) == [later, closed]
    assert await ours.calls.archive(NOW + WEEK) == 1
    assert await ours.calls.recent(ALICE, "ACME", NOW) == [later, closed]
    assert await ours.calls.recent(ALICE, "ACME", NOW + timedelta(seconds=1)) == [later]


async def test_a_document_that_is_not_understood_harms_itself_alone(
    ours: PostgresStore, theirs: PostgresStore, database_url: str
):
    call = await opened(theirs)
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE calls SET version = 7, body = '{\"schema\": 3}'")
        connection.execute("UPDATE directory SET version = 7, body = '{}'")
    other = await opened(ours, "view:2")
    assert await ours.calls.get(other.number) == other
    assert await ours.weeks.add(week()) == week()
    with pytest.raises(Exception, match="schema 3"):
        await ours.calls.get(call.number)
    with pytest.raises(Exception, match="client directory"):
        await ours.clients.directory()


async def test_who_writes_by_the_tables_of_before_is_seen_too(ours: PostgresStore, database_url: str):
    call = await opened(ours)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "UPDATE calls SET version = 1, body = replace(replace(body::text, 'imprimante', 'souris'),"
            " '\"version\":0', '\"version\":1')::json"
        )
    read = await ours.calls.get(call.number)
    assert read
    assert read.request == "souris HS"


async def test_a_number_that_another_bot_took_is_not_given_again(ours: PostgresStore, theirs: PostgresStore):
    numbers = [(await opened((ours, theirs)[n % 2], f"view:{n}")).number for n in range(6)]
    await theirs.reserve_number("2026-0050")
    numbers.append((await opened(ours, "view:last")).number)
    assert numbers == [*(f"2026-{n:04d}" for n in range(1, 7)), "2026-0051"]


async def test_one_origin_in_two_years_at_once_is_one_call(ours: PostgresStore, theirs: PostgresStore):
    for n in range(10):
        origin = f"view:{n}"
        asked = (
            ours.calls.open(origin, YEAR, making(origin)),
            theirs.calls.open(origin, YEAR + 1, making(origin)),
        )
        answers = await asyncio.gather(*asked)
        assert [is_new for _, is_new in answers].count(True) == 1
        assert len({call.number for call, _ in answers}) == 1
    counts = sorted([call.number async for call in ours.calls.every()])
    for year in (YEAR, YEAR + 1):
        own = [number for number in counts if number.startswith(str(year))]
        assert own == [f"{year}-{n:04d}" for n in range(1, len(own) + 1)], "numbers have no gaps"
    assert len(counts) == 10


async def test_all_is_read_anew_when_the_server_was_started_again():
    with own_server() as server:
        async with await PostgresStore.open(server.url) as store:
            call = await opened(store)
            server.stop()
            with pytest.raises(StoreUnwritableError):
                await store.calls.get(call.number)
            server.start()
            with psycopg.connect(server.url) as connection:
                # As after a move to another server, whose transactions have smaller numbers.
                connection.execute("ALTER TABLE calls DISABLE TRIGGER calls_written")
                connection.execute("UPDATE calls SET month = '2026-11', written = '1'")
                connection.execute("UPDATE directory SET version = 0")
            await store.calls.get(call.number)
            assert store.calls.last_seen(call.number) is None
