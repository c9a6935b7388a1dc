"""Months are read while others are being written."""

import asyncio
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.storage.tiny.calls import TinyCalls
from bot.storage.tiny.files import put_file
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told

OLDER = ("2026-08", "2026-09", "2026-10")


class SlowDisk:
    """Holds back this month's file while the gate is shut, then refuses it."""

    def __init__(self) -> None:
        self.writing = threading.Event()
        self.gate = threading.Event()

    def put(self, path: Path, content: bytes) -> None:
        if path.name != "2026-11.json":
            put_file(path, content)
            return
        self.writing.set()
        self.gate.wait(timeout=10)
        raise OSError("no space left")


class Archive:
    """A retired call in each older month, and one of this month on its way out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = SlowDisk()
        self.calls = TinyCalls(folder, put=self.disk.put)

    async def fill(self) -> list[Call]:
        calls = [await self.closed(month) for month in (3, 2, 1)]
        assert await self.calls.retire(NOW) == 3
        calls.append(await self.closed(0))
        # Opened again, so that no month is at hand.
        self.calls.close()
        self.calls = TinyCalls(self.folder, put=self.disk.put)
        return calls

    async def closed(self, months_ago: int) -> Call:
        origin = f"view:{months_ago}"
        call, _ = await self.calls.open(origin, YEAR, making(origin))
        at = NOW - timedelta(days=30 * months_ago)
        return await self.calls.replace(told(ended(call, at)), call.version)

    async def retiring(self) -> asyncio.Task[int]:
        """The file of this month is being written, and waits."""
        task = asyncio.create_task(self.calls.retire(NOW + WEEK))
        await asyncio.to_thread(self.disk.writing.wait, 10)
        return task


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


async def test_a_month_that_is_being_written_stays_at_hand(archive: Archive) -> None:
    *older, last = await archive.fill()
    retiring = await archive.retiring()
    assert [await archive.calls.get(call.number) for call in older] == older
    assert await archive.calls.get(last.number) == last
    archive.disk.gate.set()
    with pytest.raises(StoreUnwritableError):
        await retiring
    assert await archive.calls.get(last.number) == last


async def test_a_call_that_moves_back_while_a_month_is_read_is_found_where_it_is(archive: Archive) -> None:
    *_, older, last = await archive.fill()
    retiring = await archive.retiring()
    path = archive.folder / f"{OLDER[-1]}.json"
    content = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    reading = asyncio.create_task(archive.calls.get(older.number))
    waiting = asyncio.create_task(archive.calls.get(last.number))
    await asyncio.sleep(0)
    archive.disk.gate.set()
    with pytest.raises(StoreUnwritableError):
        await retiring
    await asyncio.to_thread(path.write_bytes, content)
    assert await reading == older
    assert await waiting == last
