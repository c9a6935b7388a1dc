"""The folder: what is in it, who holds it, and that it says the same when it is opened again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreDamagedError, StoreInUseError, StoreMissingError
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import ALICE, MONDAY, NOW, WEEK, YEAR, ended, making, told, week
from tests.storage.tampered_files import edited

LATER = NOW + 2 * WEEK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


async def closed(store: TinyStore, origin: str) -> Call:
    call, _ = await store.calls.open(origin, YEAR, making(origin))
    return await store.calls.replace(told(ended(call)), call.version)


async def filled(folder: Path) -> list[Call]:
    """An archived call, a closed one, an open one; a week; a client."""
    async with TinyStore.open(folder) as store:
        archived = await closed(store, "view:1")
        await store.calls.archive(LATER)
        others = [
            await closed(store, "view:2"),
            (await store.calls.open("view:3", YEAR, making("view:3")))[0],
        ]
        await store.weeks.add(week())
        await store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
    return [archived, *others]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.json") if not path.name.endswith(".rows.json"))


async def test_what_was_written_is_there_when_the_store_is_opened_again(folder: Path) -> None:
    calls = await filled(folder)
    async with TinyStore.open(folder) as store:
        assert [await store.calls.get(call.number) for call in calls] == calls
        assert [row.number for row in await store.calls.stats()] == ["2026-0001", "2026-0002"]
        assert await store.calls.open_calls() == calls[2:]
        assert [wake.id for wake in await store.calls.due_before(LATER)] == [calls[2].number]
        assert await store.calls.recent(ALICE, "ACME", NOW) == calls[::-1]
        assert await store.calls.open("view:1", YEAR, making("view:1")) == (calls[0], False)
        assert (await store.calls.open("view:4", YEAR, making("view:4")))[0].number == "2026-0004"
        assert await store.weeks.of(MONDAY) == week()
        assert set((await store.clients.directory()).clients) == {"ACME"}


async def test_an_archived_call_is_in_the_file_of_its_closing_month_alone(folder: Path) -> None:
    await filled(folder)
    assert files(folder) == ["2026-11.json", "clients.json", "open.json", "weeks.json"]
    with TinyDB(folder / "2026-11.json") as db:
        assert [stored["number"] for stored in db.table("calls")] == ["2026-0001"]
    with TinyDB(folder / "open.json") as db:
        assert [stored["number"] for stored in db.table("calls")] == ["2026-0002", "2026-0003"]


async def test_an_archived_call_that_changes_stays_in_its_month(folder: Path) -> None:
    archived, *_ = await filled(folder)
    async with TinyStore.open(folder) as store:
        redrawn = await store.calls.replace(replace(archived, contact="Mme Durand"), archived.version)
    assert files(folder) == ["2026-11.json", "clients.json", "open.json", "weeks.json"]
    async with TinyStore.open(folder) as store:
        assert await store.calls.get(archived.number) == redrawn


async def test_of_a_call_in_both_files_the_months_stands_and_the_copy_goes(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        call = await closed(store, "view:1")
        before = (folder / "open.json").read_bytes()
        await store.calls.archive(LATER)
        standing = await store.calls.replace(replace(call, contact="Mme Durand"), call.version)
    (folder / "open.json").write_bytes(before)
    async with TinyStore.open(folder) as store:
        assert await store.calls.get(call.number) == standing
        assert [row.contact for row in await store.calls.stats()] == ["Mme Durand"]
        assert await store.calls.archive(LATER) == 0
        assert await store.calls.get(call.number) == standing
    with TinyDB(folder / "open.json") as db:
        assert len(db.table("calls")) == 0


async def test_a_store_that_somebody_holds_is_not_opened_twice(folder: Path) -> None:
    async with TinyStore.open(folder):
        with pytest.raises(StoreInUseError, match="another bot"):
            TinyStore.open(folder)
    async with TinyStore.open(folder) as store:
        assert await store.calls.open_calls() == []


async def test_a_store_is_read_beside_the_bot_that_holds_it(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
        async with TinyStore.open(folder, exclusive=False) as reader:
            assert await reader.calls.get(call.number) == call


@pytest.mark.parametrize(
    "write",
    [
        lambda s: s.calls.open("view:9", YEAR, making("view:9")),
        lambda s: s.calls.archive(LATER),
        lambda s: s.weeks.add(week(MONDAY + WEEK)),
        lambda s: s.clients.change(lambda d: d),
    ],
)
async def test_a_store_opened_for_reading_is_not_written(
    folder: Path, write: Callable[[TinyStore], object]
) -> None:
    await filled(folder)
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    async with TinyStore.open(folder, exclusive=False) as reader:
        answer = write(reader)
        assert hasattr(answer, "__await__")
        with pytest.raises(StoreUnwritableError, match="opened for reading"):
            await answer
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


def test_a_store_that_is_not_there_is_not_read(folder: Path) -> None:
    with pytest.raises(StoreMissingError, match="no store"):
        TinyStore.open(folder, exclusive=False)
    assert not folder.exists()


def test_a_store_that_cannot_be_made_says_so(folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(StoreUnwritableError, match="cannot be opened"):
        TinyStore.open(folder)


async def test_a_document_that_is_not_understood_is_named(folder: Path) -> None:
    await filled(folder)
    edited(folder / "2026-11.json", '"state":"closed"', '"state":"gone"')
    with pytest.raises(StoreDamagedError, match=r"2026-11\.json: 2026-0001: state"):
        TinyStore.open(folder)
