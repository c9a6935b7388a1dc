"""A client file is imported by the bot that holds the folder, and whoever left it hears what became of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.clients.client import Client
from bot.domain.ports import StoreUnwritableError
from bot.exchange.clients_csv import write_clients
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.import_drop import INBOX, DroppedImport, Receipt

ACME = Client(code="ACME", name="Acme Industrie")
BETA = Client(code="BETA", name="Beta")


def file_of(*clients: Client) -> bytes:
    return write_clients(clients)


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / INBOX).iterdir())


async def answered(store: TinyStore, letter: DroppedImport) -> Receipt:
    receipt = asyncio.create_task(letter.receipt(seconds=30))
    while not receipt.done():
        await store.import_drop.look()
        await asyncio.sleep(0.01)
    answer = receipt.result()
    assert answer
    return answer


async def test_what_is_left_is_imported_and_answered(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        await store.clients.change(lambda d: d.with_client(ACME))
        receipt = await answered(store, DroppedImport(tmp_path, file_of(replace(ACME, name="Acme"), BETA)))
        assert receipt.diff
        assert (receipt.diff.added, receipt.diff.changed) == (("BETA",), ("ACME",))
        assert set((await store.clients.directory()).clients) == {"ACME", "BETA"}
    assert left_over(tmp_path) == []
    async with TinyStore.open(tmp_path, exclusive=False) as store:
        assert (await store.clients.directory()).clients["ACME"].name == "Acme"


async def test_a_bad_file_is_answered_and_changes_nothing(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        receipt = await answered(store, DroppedImport(tmp_path, b"code;nom\n"))
        assert receipt.diff is None
        assert "the column is missing" in (receipt.problem or "")
        assert (await store.clients.directory()).clients == {}
    assert left_over(tmp_path) == []


async def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    def full(path: Path, _content: bytes) -> None:
        raise OSError(f"no space left for {path.name}")

    store = TinyStore(tmp_path, Disk(full))
    receipt = await answered(store, DroppedImport(tmp_path, file_of(ACME)))
    assert receipt.problem == "clients.json was not written: no space left for clients.json"
    with pytest.raises(StoreUnwritableError):
        await store.clients.change(lambda d: d)


async def test_the_later_file_has_the_last_word(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        letters = [DroppedImport(tmp_path, file_of(replace(ACME, name=f"Acme {n}"))) for n in range(5)]
        await store.import_drop.look()
        assert all([await letter.receipt(seconds=0) for letter in letters])
        assert (await store.clients.directory()).clients["ACME"].name == "Acme 4"


@pytest.mark.parametrize("name", ["a.csv", "a.taken"])
async def test_a_folder_is_refused_by_its_name_once_and_holds_up_nobody(tmp_path: Path, name: str) -> None:
    (tmp_path / INBOX / name).mkdir(parents=True)
    async with TinyStore.open(tmp_path) as store:
        with capture_logs() as told:
            receipt = await answered(store, DroppedImport(tmp_path, file_of(ACME)))
            await store.import_drop.look()
        assert receipt.diff
        assert receipt.diff.added == ("ACME",)
    refused = [line["name"] for line in told if line["event"].startswith("import refused")]
    assert refused == [name]
    assert left_over(tmp_path) == [name]


async def test_nobody_answers_and_the_file_is_taken_back(tmp_path: Path) -> None:
    letter = DroppedImport(tmp_path, file_of(ACME))
    assert await letter.receipt(seconds=0.1) is None
    assert letter.withdraw()
    async with TinyStore.open(tmp_path) as store:
        await store.import_drop.look()
        assert (await store.clients.directory()).clients == {}


async def test_what_the_bot_has_taken_cannot_be_taken_back_and_is_done_by_the_next_bot(
    tmp_path: Path,
) -> None:
    letter = DroppedImport(tmp_path, file_of(ACME))
    (taken,) = left_over(tmp_path)
    (tmp_path / INBOX / taken).rename(tmp_path / INBOX / taken.replace("csv", "taken"))  # and the bot died
    assert not letter.withdraw()
    async with TinyStore.open(tmp_path) as store:
        receipt = await answered(store, letter)
        assert receipt.diff
        assert receipt.diff.added == ("ACME",)


async def test_an_import_that_is_done_twice_changes_nothing(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        for expected in (("ACME",), ()):
            receipt = await answered(store, DroppedImport(tmp_path, file_of(ACME)))
            assert receipt.diff
            assert receipt.diff.added == expected
