"""What every store promises of the rota's weeks and of the client directory."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.ports import StaleVersionError
from bot.storage.store import Store
from tests.storage.store_samples import BRUNO, CHLOE, MONDAY, NOW, WEEK, week


async def test_a_week_is_found_by_its_monday_and_by_its_id(store: Store) -> None:
    added = await store.weeks.add(week())
    assert await store.weeks.of(MONDAY) == added == week()
    assert await store.weeks.get("week:2026-11-23") == added
    assert await store.weeks.of(MONDAY + WEEK) is None
    assert await store.weeks.get("week:2026-11-30") is None
    assert await store.weeks.get("2026-0001") is None


async def test_the_week_that_stands_is_not_added_again(store: Store) -> None:
    await store.weeks.add(week())
    assert (await store.weeks.add(week(person=BRUNO))).person == week().person
    assert await store.weeks.ledger() == [week()]


async def test_a_week_that_is_announced_twice_at_once_is_announced_once(store: Store) -> None:
    answers = await asyncio.gather(*(store.weeks.add(week(person=p)) for p in (BRUNO, CHLOE, BRUNO)))
    assert answers[0].person in {BRUNO, CHLOE}
    assert answers == [answers[0]] * 3
    assert await store.weeks.ledger() == [answers[0]]


async def test_the_ledger_is_the_announced_weeks_oldest_first(store: Store) -> None:
    for weeks in (2, 0, 1):
        await store.weeks.add(week(MONDAY + weeks * WEEK))
    await store.weeks.add(replace(week(MONDAY + 3 * WEEK), announced=None))
    assert [w.monday for w in await store.weeks.ledger()] == [MONDAY + i * WEEK for i in range(3)]


async def test_every_week_is_listed_announced_or_not_oldest_first(store: Store) -> None:
    for weeks in (1, 0):
        await store.weeks.add(replace(week(MONDAY + weeks * WEEK), announced=None))
    assert [w.monday for w in await store.weeks.every()] == [MONDAY, MONDAY + WEEK]


async def test_a_week_is_replaced_if_nobody_else_did(store: Store) -> None:
    added = await store.weeks.add(week())
    written = await store.weeks.replace(replace(added, person=BRUNO), added.version)
    assert (written.person, written.version) == (BRUNO, added.version + 1)
    with pytest.raises(StaleVersionError):
        await store.weeks.replace(replace(added, person=CHLOE), added.version)
    with pytest.raises(StaleVersionError):
        await store.weeks.replace(week(MONDAY + WEEK), 0)
    assert await store.weeks.ledger() == [written]


async def test_a_week_wakes_until_all_is_said(store: Store) -> None:
    added = await store.weeks.add(week())
    assert await store.weeks.due_before(NOW) == []
    assert [w.id for w in await store.weeks.due_before(NOW + timedelta(seconds=1))] == ["week:2026-11-23"]
    await store.weeks.replace(replace(added, notices=()), added.version)
    assert await store.weeks.due_before(NOW + WEEK) == []


async def test_the_directory_begins_empty(store: Store) -> None:
    directory = await store.clients.directory()
    assert (dict(directory.clients), directory.version) == ({}, 0)


async def test_a_change_of_the_directory_is_what_is_read(store: Store) -> None:
    acme = Client(code="ACME", name="Acme Industrie")
    changed = await store.clients.change(lambda directory: directory.with_client(acme))
    assert (dict(changed.clients), changed.version) == ({"ACME": acme}, 1)
    assert await store.clients.directory() == changed


async def test_changes_of_the_directory_at_once_are_all_kept(store: Store) -> None:
    async def add(code: str) -> None:
        await store.clients.change(lambda directory: directory.with_client(Client(code=code, name=code)))

    codes = {f"C{i}" for i in range(20)}
    await asyncio.gather(*map(add, codes))
    directory = await store.clients.directory()
    assert (set(directory.clients), directory.version) == (codes, 20)


async def test_a_change_that_is_refused_changes_nothing(store: Store) -> None:
    def refuse(directory: Directory) -> Directory:
        raise LookupError(directory.version)

    with pytest.raises(LookupError):
        await store.clients.change(refuse)
    assert (await store.clients.directory()).version == 0
