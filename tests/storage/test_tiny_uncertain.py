"""A folder that cannot be synchronised: the store says that nothing can be promised any more, once and for all."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.ports import StoreUnwritableError
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.files import UncertainWriteError, put_file
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import YEAR, making


def unsure(path: Path, content: bytes) -> None:
    put_file(path, content)
    raise UncertainWriteError("the folder was not synchronised")


async def test_it_is_told_to_whoever_waits_for_it(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, Disk(unsure))
    early = asyncio.create_task(store.failed())
    given_up = asyncio.create_task(store.failed())
    await asyncio.sleep(0)
    given_up.cancel()
    for origin in ("view:1", "view:2"):
        with pytest.raises(StoreUnwritableError, match="not synchronised"):
            await store.calls.open(origin, YEAR, making(origin))
    told = await asyncio.wait_for(early, 30)
    assert told == "the store cannot be trusted with another write: the folder was not synchronised"
    assert await asyncio.wait_for(store.failed(), 30) == told
    assert await store.calls.open_calls() == []


async def test_a_disk_that_only_refuses_does_not_end_the_bot(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        (tmp_path / "open.json.new").mkdir()
        with pytest.raises(StoreUnwritableError):
            await store.calls.open("view:1", YEAR, making("view:1"))
        failed = asyncio.create_task(store.failed())
        await asyncio.wait({failed}, timeout=0.1)
        assert not failed.done()
        failed.cancel()
        (tmp_path / "open.json.new").rmdir()
        await store.calls.open("view:1", YEAR, making("view:1"))
