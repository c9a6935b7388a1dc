"""A store copied, backed up or restored is the same store; what cannot be whole is not begun."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.domain.calls import closing
from bot.domain.clients.client import Client
from bot.domain.ports import StaleVersionError
from bot.domain.stamp import Stamp
from bot.storage.backup import BackupFile
from bot.storage.errors import (
    CopyDiffersError,
    StoreDamagedError,
    StoreInUseError,
    StoreMissingError,
    StoreNotEmptyError,
)
from bot.storage.numbers import id_of
from bot.storage.postgres.snapshot import PostgresSnapshot
from bot.storage.postgres.store import PostgresStore
from bot.storage.snapshot import Copied, Record, StoreSnapshot, transfer
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.snapshot import TinySnapshot
from tests.storage.store_samples import (
    ALICE,
    MONDAY,
    NOW,
    POLICY,
    WEEK,
    YEAR,
    carded,
    ended,
    making,
    told,
    week,
)
from tests.storage.tampered_files import added, documents

ARCHIVED, RUNNING = 7, 5


@dataclass(frozen=True)
class Place:
    """Where a store may be: its whole, and how it is opened."""

    snapshot: StoreSnapshot
    opened: Callable[[], AbstractAsyncContextManager[Store]]


class _Opened:
    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Store:
        self._store = await PostgresStore.open(self._url)
        return self._store

    async def __aexit__(self, *_: object) -> None:
        await self._store.close()


@pytest.fixture
def places(tmp_path: Path, database_url: str) -> dict[str, Place]:
    folder = tmp_path / "folder"
    return {
        "folder": Place(TinySnapshot(folder), lambda: TinyStore.open(folder)),
        "database": Place(PostgresSnapshot(database_url), lambda: _Opened(database_url)),
    }


async def filled(store: Store) -> None:
    """Archived calls of several months, running ones, one closed, two years, weeks and clients."""
    for n in range(ARCHIVED + RUNNING):
        origin = f"view:{n}"
        at = NOW - n * WEEK
        call, _ = await store.calls.open(origin, YEAR + n % 2, making(origin, at=at))
        if n < ARCHIVED:
            done = told(ended(carded(call, f"ts:{n}"), at, minutes=n))
            await store.calls.replace(done, call.version)
    assert await store.calls.archive(NOW + WEEK) == ARCHIVED
    call, _ = await store.calls.open("view:nul", YEAR, making("view:nul"))
    await store.calls.replace(ended(replace(call, contact="NUL \0, « é » et \N{MAN}")), call.version)
    for weeks in (1, 0, 2):
        await store.weeks.add(week(MONDAY + weeks * WEEK))
    await store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
    await store.clients.change(lambda d: d.with_client(Client(code="ZENITH", name="Zénith")))


async def answers(store: Store) -> list[object]:
    """Whatever can be asked of a store."""
    calls = sorted([call async for call in store.calls.every()], key=lambda call: call.number)
    return [
        calls,
        await store.calls.open_calls(),
        [await store.calls.by_card("C0SUPPORT", f"ts:{n}") for n in range(ARCHIVED)],
        list(await store.calls.stats()),
        list(await store.calls.stats("ACME")),
        await store.calls.due_before(NOW + 9 * WEEK),
        await store.weeks.ledger(),
        await store.clients.directory(),
    ]


def silent(_step: str, _records: int) -> None:
    """Nobody watches."""


WAYS = [("folder", "database"), ("database", "folder")]


@pytest.mark.parametrize(("source", "target"), WAYS)
async def test_a_copy_answers_as_the_store_does(places: dict[str, Place], source: str, target: str):
    async with places[source].opened() as store:
        await filled(store)
        before = await answers(store)
    copied = await transfer(places[source].snapshot, places[target].snapshot, silent)
    assert copied.records == ARCHIVED + RUNNING + 1 + 3 + 1
    async with places[target].opened() as store:
        assert await answers(store) == before
        await the_rest_is_as_it_was(store)


async def the_rest_is_as_it_was(store: Store) -> None:
    """Numbers go on, versions count, and what was archived stays so."""
    assert (await store.calls.open("view:new", YEAR, making("view:new")))[0].number == "2026-0008"
    assert (await store.calls.open("view:1", YEAR, making("view:1")))[0].number == "2027-0001"
    archived = await store.calls.get("2026-0001")
    assert archived
    with pytest.raises(StaleVersionError):
        await store.calls.replace(closing.reopen(archived, Stamp(NOW, ALICE), POLICY), archived.version)
    assert (await store.clients.change(lambda d: d)).version == 3


@pytest.mark.parametrize("source", ["folder", "database"])
@pytest.mark.parametrize("target", ["folder", "database"])
async def test_what_is_restored_is_what_was_backed_up(
    places: dict[str, Place], source: str, target: str, tmp_path: Path
):
    async with places[source].opened() as store:
        await filled(store)
        before = await answers(store)
        written = await transfer(places[source].snapshot, BackupFile(tmp_path / "backup"), silent)
    if source == target:
        other = tmp_path / "other"
        places[target] = Place(TinySnapshot(other), lambda: TinyStore.open(other))
    restored = await transfer(BackupFile(tmp_path / "backup"), places[target].snapshot, silent)
    assert restored == written
    async with places[target].opened() as store:
        assert await answers(store) == before
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


async def test_a_copy_of_a_copy_has_the_digest_of_the_first(places: dict[str, Place], tmp_path: Path):
    async with places["folder"].opened() as store:
        await filled(store)
    there = await transfer(places["folder"].snapshot, places["database"].snapshot, silent)
    back = await transfer(places["database"].snapshot, TinySnapshot(tmp_path / "back"), silent)
    assert back == there
    folders = [
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.json")}
        for name in ("folder", "back")
    ]
    assert folders[0].keys() >= folders[1].keys() > {"open.json", "clients.json", "weeks.json"}


async def test_an_empty_store_is_copied_too(places: dict[str, Place]):
    async with places["folder"].opened():
        pass
    copied = await transfer(places["folder"].snapshot, places["database"].snapshot, silent)
    assert copied.records == 0
    async with places["database"].opened() as store:
        assert (await store.calls.open("view:1", YEAR, making("view:1")))[0].number == "2026-0001"
        assert (await store.clients.change(lambda d: d)).version == 1


async def test_numbers_that_no_call_has_stay_taken(places: dict[str, Place], tmp_path: Path):
    async with TinyStore.open(tmp_path / "folder") as store:
        await store.calls.reserve("2026-0041")
        await store.calls.open("view:1", YEAR + 1, making("view:1"))
    await transfer(places["folder"].snapshot, places["database"].snapshot, silent)
    await transfer(places["database"].snapshot, TinySnapshot(tmp_path / "back"), silent)
    async with places["database"].opened() as database, TinyStore.open(tmp_path / "back") as back:
        for copy in (database, back):
            assert (await copy.calls.open("view:2", YEAR, making("view:2")))[0].number == "2026-0042"
            assert (await copy.calls.open("view:3", YEAR + 1, making("view:3")))[0].number == "2027-0002"


async def test_more_than_9999_calls_a_year_keep_their_order(places: dict[str, Place], tmp_path: Path):
    async with TinyStore.open(tmp_path / "folder") as store:
        await store.calls.reserve("2026-9997")
        for n in range(5):
            await store.calls.open(f"view:{n}", YEAR, making(f"view:{n}"))
    there = await transfer(places["folder"].snapshot, places["database"].snapshot, silent)
    numbers = [r.document.id async for r in places["database"].snapshot.records()]  # type: ignore[union-attr]  # calls
    assert numbers == [f"2026-{n}" for n in range(9998, 10003)]
    assert there.records == 5


@pytest.mark.parametrize("target", ["folder", "database"])
async def test_a_store_that_holds_something_is_not_filled(
    places: dict[str, Place], target: str, tmp_path: Path
):
    async with places[target].opened() as store:
        await store.calls.open("view:1", YEAR, making("view:1"))
        before = await answers(store)
    async with TinyStore.open(tmp_path / "source") as store:
        await filled(store)
    with pytest.raises(StoreNotEmptyError):
        await transfer(TinySnapshot(tmp_path / "source"), places[target].snapshot, silent)
    async with places[target].opened() as store:
        assert await answers(store) == before


async def test_a_backup_is_not_overwritten(places: dict[str, Place], tmp_path: Path):
    (tmp_path / "backup").write_text("mine")
    async with places["folder"].opened():
        with pytest.raises(StoreNotEmptyError):
            await transfer(places["folder"].snapshot, BackupFile(tmp_path / "backup"), silent)
    assert (tmp_path / "backup").read_text() == "mine"


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "changed": lambda content: content.replace(b"imprimante", b"imprimanta", 1),
    "cut at a line": lambda content: b"".join(content.splitlines(keepends=True)[:-3]),
    "cut within a line": lambda content: content[: len(content) // 2],
    "without its checksum": lambda content: b"".join(content.splitlines(keepends=True)[:-1]),
    "a line twice": lambda content: b"".join(
        line for n, line in enumerate(content.splitlines(keepends=True)) for _ in range(2 if n == 3 else 1)
    ),
    "no backup": lambda _: b"code;nom\n",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("target", ["folder", "database"])
async def test_nothing_is_restored_from_a_damaged_backup(
    places: dict[str, Place], target: str, damage: str, tmp_path: Path
):
    backup = tmp_path / "backup"
    async with TinyStore.open(tmp_path / "source") as store:
        await filled(store)
    await transfer(TinySnapshot(tmp_path / "source"), BackupFile(backup), silent)
    backup.write_bytes(DAMAGES[damage](backup.read_bytes()))
    with pytest.raises(StoreDamagedError):
        await transfer(BackupFile(backup), places[target].snapshot, silent)
    assert [record async for record in places[target].snapshot.records()] == []


async def test_a_folder_is_backed_up_beside_its_bot_but_moves_only_without_it(
    places: dict[str, Place], tmp_path: Path
):
    async with TinyStore.open(tmp_path / "folder") as store:
        await filled(store)
        copied = await transfer(TinySnapshot(tmp_path / "folder"), BackupFile(tmp_path / "backup"), silent)
        with pytest.raises(StoreInUseError):
            await transfer(
                TinySnapshot(tmp_path / "folder", exclusive=True), places["database"].snapshot, silent
            )
    moved = await transfer(
        TinySnapshot(tmp_path / "folder", exclusive=True), places["database"].snapshot, silent
    )
    assert moved == copied


async def test_what_is_not_there_is_not_copied(places: dict[str, Place], tmp_path: Path):
    for nothing in (TinySnapshot(tmp_path / "none"), BackupFile(tmp_path / "none")):
        with pytest.raises(StoreMissingError):
            await transfer(nothing, places["database"].snapshot, silent)


class Forgetful:
    """Keeps all but the last record."""

    def __init__(self) -> None:
        self.kept: list[Record] = []

    async def fill(self, records: AsyncIterator[Record]) -> None:
        self.kept = [record async for record in records][:-1]

    async def records(self) -> AsyncGenerator[Record, None]:
        for record in self.kept:
            yield record


async def test_a_copy_that_lost_something_is_found_out(places: dict[str, Place]):
    async with places["folder"].opened() as store:
        await filled(store)
    with pytest.raises(CopyDiffersError):
        await transfer(places["folder"].snapshot, Forgetful(), silent)


async def test_who_watches_hears_of_every_record(places: dict[str, Place], tmp_path: Path):
    async with places["folder"].opened() as store:
        await filled(store)
    heard: list[tuple[str, int]] = []
    copied: Copied = await transfer(
        places["folder"].snapshot, BackupFile(tmp_path / "backup"), lambda *step: heard.append(step)
    )
    counts = range(1, copied.records + 1)
    assert heard == [*(("copying", n) for n in counts), *(("comparing", n) for n in counts)]


async def test_a_call_that_a_crash_left_in_two_files_is_copied_once(places: dict[str, Place], tmp_path: Path):
    async with places["folder"].opened() as store:
        await filled(store)
    (stored, *_) = documents(tmp_path / "folder" / "2026-11.json", "calls")
    added(tmp_path / "folder" / "open.json", "calls", id_of(stored["number"]), stored)
    copied = await transfer(places["folder"].snapshot, places["database"].snapshot, silent)
    assert copied.records == ARCHIVED + RUNNING + 1 + 3 + 1
