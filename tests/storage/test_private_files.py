"""Whatever the umask, and however earlier versions left it: only the owner reads the store, its backups and exports."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.files import write_file
from bot.domain.clients.client import Client
from bot.exchange.clients_csv import write_clients
from bot.storage.backup import BackupFile
from bot.storage.snapshot import transfer
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.import_drop import DroppedImport
from bot.storage.tiny.snapshot import TinySnapshot
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told, week


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct)
def _umask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    assert tmp_path.is_dir()
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The modes of a folder, `.`, and of all that is in it."""
    return {
        str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))
    }


def private(folder: Path) -> dict[str, int]:
    return {name: 0o700 if (folder / name).is_dir() else 0o600 for name in modes(folder)}


async def used(folder: Path) -> None:
    """Every kind of file that a store has."""
    async with TinyStore.open(folder) as store:
        call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
        await store.calls.replace(told(ended(call)), call.version)
        await store.calls.archive(NOW + 2 * WEEK)
        await store.calls.open("view:2", YEAR, making("view:2"))
        await store.calls.reserve("2026-0007")
        await store.weeks.add(week())
        await store.clients.change(lambda d: d.with_client(Client(code="A", name="A")))
        await store.clients.change(lambda d: d.with_client(Client(code="B", name="B")))
        DroppedImport(folder, write_clients([Client(code="C", name="C")]))
        await store.import_drop.look()
        DroppedImport(folder, write_clients([]))
        await store.probe()


def silent(_step: str, _records: int) -> None:
    """Nobody watches."""


@pytest.mark.usefixtures("_umask")
async def test_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    await used(folder)
    found = modes(folder)
    assert found == private(folder)
    assert {"2026-11.json", "open.json.previous", "numbers.json", "lock", "inbox"} <= found.keys()
    assert len([name for name in found if name.startswith("inbox/")]) == 2


@pytest.mark.usefixtures("_umask")
async def test_so_are_what_fell_back_a_copy_a_backup_and_an_export(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    await used(folder)
    (folder / "open.json").unlink()
    async with TinyStore.open(folder) as store:
        assert store.fell_back
    assert modes(folder) == private(folder)
    await transfer(TinySnapshot(folder), TinySnapshot(tmp_path / "copy"), silent)
    assert modes(tmp_path / "copy") == private(tmp_path / "copy")
    await transfer(TinySnapshot(folder), BackupFile(tmp_path / "backup"), silent)
    (tmp_path / "export.csv").write_bytes(b"")
    (tmp_path / "export.csv").chmod(0o644)
    write_file(tmp_path / "export.csv", b"numero")
    found = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("backup", "export.csv")}
    assert found == {"backup": 0o600, "export.csv": 0o600}


async def test_a_folder_of_an_earlier_version_is_closed_when_the_bot_opens_it(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    await used(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    async with TinyStore.open(folder):
        assert modes(folder) == private(folder)
