"""A folder is tended while the bot runs: its inbox is looked into; a bot that can promise nothing more ends."""

import asyncio
from pathlib import Path

import pytest

from bot.app.store_watch import watch_store
from bot.domain.clients.client import Client
from bot.domain.ports import StoreUnwritableError
from bot.exchange.clients_csv import write_clients
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.files import UncertainWriteError
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.import_drop import INBOX, DroppedImport
from tests.storage.memory import MemoryStore
from tests.support.workspace import PATIENCE


async def stopped(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    stop.set()
    await asyncio.wait_for(task, PATIENCE)


async def test_the_inbox_is_looked_into_until_the_bot_is_told_to_stop(tmp_path: Path):
    stop = asyncio.Event()
    async with TinyStore.open(tmp_path) as store:
        tending = asyncio.create_task(watch_store(store, stop))
        receipt = await DroppedImport(tmp_path, write_clients([Client(code="ACME", name="Acme")])).receipt(
            PATIENCE
        )
        assert receipt
        assert receipt.diff
        assert receipt.diff.added == ("ACME",)
        await stopped(tending, stop)


async def test_an_inbox_that_cannot_be_used_ends_nothing(tmp_path: Path):
    stop = asyncio.Event()
    async with TinyStore.open(tmp_path) as store:
        (tmp_path / INBOX / "a.json").mkdir(parents=True)
        (tmp_path / INBOX / "a.csv").write_bytes(b"code;nom\n")
        tending = asyncio.create_task(watch_store(store, stop))
        letter = DroppedImport(tmp_path, write_clients([Client(code="ACME", name="Acme")]))
        assert await letter.receipt(PATIENCE)
        assert not tending.done()
        await stopped(tending, stop)


async def test_a_store_that_can_promise_nothing_more_ends_the_bot(tmp_path: Path):
    def unsure(_path: Path, _content: bytes) -> None:
        raise UncertainWriteError("the folder was not synchronised")

    store = TinyStore(tmp_path, Disk(unsure))
    tending = asyncio.create_task(watch_store(store, asyncio.Event()))
    with pytest.raises(StoreUnwritableError):
        await store.clients.change(lambda d: d)
    with pytest.raises(StoreUnwritableError, match="not synchronised"):
        await asyncio.wait_for(tending, PATIENCE)


async def test_another_store_asks_nothing():
    stop = asyncio.Event()
    tending = asyncio.create_task(watch_store(MemoryStore(), stop))
    await stopped(tending, stop)
