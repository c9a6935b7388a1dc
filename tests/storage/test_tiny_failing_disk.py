"""A disk that refuses: whoever wrote is told, and memory says what the disk says."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.ports import StoreUnwritableError
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import ALICE, MONDAY, NOW, WEEK, YEAR, ended, making, told, week

LATER = NOW + 2 * WEEK
FILES = ("open.json", "2026-11.json", "weeks.json", "clients.json")


@contextmanager
def refusing(folder: Path, *names: str) -> Iterator[None]:
    """A folder stands where these files' next content would be written."""
    obstacles = [folder / f"{name}.new" for name in names or FILES]
    for obstacle in obstacles:
        obstacle.mkdir()
    try:
        yield
    finally:
        for obstacle in obstacles:
            obstacle.rmdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


async def closed(store: TinyStore, origin: str) -> Call:
    call, _ = await store.calls.open(origin, YEAR, making(origin))
    return await store.calls.replace(told(ended(call)), call.version)


async def state_of(store: TinyStore) -> list[object]:
    """All that a store can be asked."""
    return [
        [await store.calls.get(f"{YEAR}-{n:04d}") for n in range(1, 10)],
        await store.calls.open_calls(),
        list(await store.calls.stats()),
        await store.calls.due_before(LATER),
        await store.calls.recent(ALICE, "ACME", NOW),
        await store.weeks.ledger(),
        await store.clients.directory(),
    ]


async def on_disk(folder: Path) -> list[object]:
    async with TinyStore.open(folder, exclusive=False) as reader:
        return await state_of(reader)


async def test_a_call_that_was_not_written_does_not_exist(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        with refusing(folder), pytest.raises(StoreUnwritableError, match=r"open\.json"):
            await store.calls.open("view:1", YEAR, making("view:1"))
        assert await store.calls.get("2026-0001") is None
        assert await store.calls.due_before(LATER) == []
        call, is_new = await store.calls.open("view:1", YEAR, making("view:1"))
        assert (call.number, is_new) == ("2026-0001", True)


async def test_calls_that_fail_together_leave_no_gap(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        await store.calls.open("view:0", YEAR, making("view:0"))
        opens = [store.calls.open(f"view:{i}", YEAR, making(f"view:{i}")) for i in range(1, 50)]
        with refusing(folder):
            outcomes = await asyncio.gather(*opens, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {StoreUnwritableError}
        call, _ = await store.calls.open("view:50", YEAR, making("view:50"))
        assert call.number == "2026-0002"


async def test_a_number_that_is_allotted_again_is_not_the_first_forms(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        with refusing(folder), pytest.raises(StoreUnwritableError):
            await store.calls.open("view:1", YEAR, making("view:1"))
        second, _ = await store.calls.open("view:2", YEAR, making("view:2"))
        first, is_new = await store.calls.open("view:1", YEAR, making("view:1"))
        assert (second.number, first.number, is_new) == ("2026-0001", "2026-0002", True)


async def test_the_same_form_is_told_of_the_failure_of_the_first(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        twice = [store.calls.open("view:1", YEAR, making("view:1")) for _ in range(2)]
        with refusing(folder):
            outcomes = await asyncio.gather(*twice, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {StoreUnwritableError}


async def test_a_replacement_that_was_not_written_is_taken_back(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
        before = await state_of(store)
        with refusing(folder), pytest.raises(StoreUnwritableError):
            await store.calls.replace(told(ended(call)), call.version)
        assert await state_of(store) == before == await on_disk(folder)
        await store.calls.replace(told(ended(call)), call.version)


@pytest.mark.parametrize("name", ["open.json", "2026-11.json"])
async def test_archiving_that_stops_halfway_loses_nothing_and_is_done_again(folder: Path, name: str) -> None:
    async with TinyStore.open(folder) as store:
        calls = [await closed(store, f"view:{i}") for i in range(3)]
        before = await state_of(store)
        with refusing(folder, name), pytest.raises(StoreUnwritableError, match=name):
            await store.calls.archive(LATER)
        assert await state_of(store) == before == await on_disk(folder)
        await store.calls.archive(LATER)
        changed = await store.calls.replace(replace(calls[0], contact="Mme Durand"), calls[0].version)
        assert await store.calls.get(changed.number) == changed
    async with TinyStore.open(folder) as store:
        assert await store.calls.get(changed.number) == changed
        assert await store.calls.archive(LATER) == 0


async def test_a_change_that_was_not_written_is_not_archived(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        call = await closed(store, "view:1")
        with refusing(folder, "open.json"):
            change = store.calls.replace(replace(call, contact="Mme Durand"), call.version)
            outcomes = await asyncio.gather(change, store.calls.archive(LATER), return_exceptions=True)
        assert isinstance(outcomes[0], StoreUnwritableError)
        assert await store.calls.get(call.number) == call
        assert await state_of(store) == await on_disk(folder)


async def test_weeks_and_clients_that_were_not_written_are_taken_back(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        added = await store.weeks.add(week())
        before = await state_of(store)
        with refusing(folder):
            for write in (
                store.weeks.add(week(MONDAY + WEEK)),
                store.weeks.replace(replace(added, person=None), added.version),
                store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme"))),
            ):
                with pytest.raises(StoreUnwritableError):
                    await write
        assert await state_of(store) == before == await on_disk(folder)
