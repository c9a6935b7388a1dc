"""Both generations of `open.json` gone: never taken for an empty store, and gone on with above every number."""

from pathlib import Path

import pytest

from bot.storage.errors import StoreLostError
from bot.storage.snapshot import transfer
from bot.storage.tiny.check import check
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.snapshot import TinySnapshot
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told, week


async def opened(store: TinyStore, origin: str) -> str:
    return (await store.calls.open(origin, YEAR, making(origin)))[0].number


async def archived(store: TinyStore, origin: str) -> None:
    call, _ = await store.calls.open(origin, YEAR, making(origin))
    await store.calls.replace(told(ended(call)), call.version)
    await store.calls.archive(NOW + 2 * WEEK)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A folder with a month of one call, two calls that may still change, and a week."""
    async with TinyStore.open(tmp_path) as store:
        await archived(store, "view:1")
        await opened(store, "view:2")
        await opened(store, "view:3")
        await store.weeks.add(week())
    return tmp_path


def lose_calls(folder: Path) -> None:
    for path in folder.glob("open.json*"):
        path.unlink()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def keep_only(folder: Path, kept: str) -> None:
    for path in folder.glob("*.json*"):
        if path.name != kept:
            path.unlink()


def silent(_step: str, _records: int) -> None:
    """Nobody watches."""


@pytest.mark.parametrize("exclusive", [True, False])
async def test_a_folder_whose_calls_are_gone_is_not_opened(folder: Path, *, exclusive: bool) -> None:
    lose_calls(folder)
    before = names(folder)
    with pytest.raises(StoreLostError) as refused:
        TinyStore.open(folder, exclusive=exclusive)
    for words in ("open.json", "2026-11.json", "weeks.json", "lina store restore", "--accept-loss"):
        assert words in str(refused.value)
    assert names(folder) == before
    assert str(refused.value) in check(folder).problems


@pytest.mark.parametrize("kept", ["2026-11.json", "weeks.json", "weeks.json.previous", "2026-11.rows.json"])
async def test_any_other_file_is_a_trace_of_them(folder: Path, kept: str) -> None:
    (folder / "weeks.json.previous").write_bytes((folder / "weeks.json").read_bytes())
    keep_only(folder, kept)
    with pytest.raises(StoreLostError, match=kept):
        TinyStore.open(folder)


async def test_a_backup_of_what_is_left_is_refused(folder: Path, tmp_path: Path) -> None:
    lose_calls(folder)
    target = TinySnapshot(tmp_path / "target")
    with pytest.raises(StoreLostError):
        await transfer(TinySnapshot(folder), target, silent)


async def test_an_accepted_loss_is_recorded_until_it_is_settled(folder: Path) -> None:
    lose_calls(folder)
    for accepted in (True, False):  # a bot that dies at once draws the consequences at its next start
        async with TinyStore.open(folder, accept_loss=accepted) as store:
            assert ["accepted" in line for line in store.fell_back] == [True]
            assert await store.calls.get("2026-0001") is not None
            assert await store.calls.get("2026-0002") is None
    async with TinyStore.open(folder) as store:
        store.settle()
    async with TinyStore.open(folder) as store:
        assert store.fell_back == ()


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("open.json.damaged-20261124T091203.000000Z", "2026-0003"),
        ("open.json.new", "2026-0003"),
        (None, "2026-0001"),
    ],
)
async def test_new_numbers_are_above_those_that_any_file_shows(
    folder: Path, name: str | None, last: str
) -> None:
    if name:
        (folder / name).write_bytes((folder / "open.json").read_bytes()[:-20])
    for generation in ("open.json", "open.json.previous"):
        (folder / generation).unlink()
    async with TinyStore.open(folder, accept_loss=True) as store:
        await store.reserve_traced_numbers()
        assert await store.last_number() == last
    async with TinyStore.open(folder) as store:
        assert await opened(store, "view:4") == f"2026-{int(last[-4:]) + 1:04d}"


async def test_a_new_folder_may_lose_what_is_not_there(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path / "store", accept_loss=True) as store:
        assert store.fell_back == ()
    async with TinyStore.open(tmp_path / "store") as store:
        assert await store.last_number() is None


async def test_a_folder_that_holds_nothing_yet_can_be_filled(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    async with TinyStore.open(target):
        pass
    copied = await transfer(TinySnapshot(folder), TinySnapshot(target), silent)
    assert copied.records == 4


async def test_a_copy_without_calls_that_may_change_has_not_lost_them(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path / "source") as store:
        await store.weeks.add(week())
    await transfer(TinySnapshot(tmp_path / "source"), TinySnapshot(tmp_path / "target"), silent)
    async with TinyStore.open(tmp_path / "target") as store:
        assert len(await store.weeks.every()) == 1
