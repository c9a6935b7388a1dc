"""Months are read while others are being written."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.calls.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.storage.indexing import age
from bot.storage.tiny.calls import TinyCalls
from bot.storage.tiny.disk import Disk
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told

OLDER = ("2026-08", "2026-09", "2026-10")


class SlowDisk(Disk):
    """Holds back this month's file while the gate is shut, then refuses it; and reading last month's, when asked."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = "2026-11.json"
        self.writing = threading.Event()
        self.rate_limiter = threading.Event()
        self.reading = threading.Event()
        self.reading.set()
        self.loaded: list[str] = []

    def put(self, path: Path, content: bytes) -> None:
        if path.name != self.refused:
            super().put(path, content)
            return
        self.writing.set()
        self.rate_limiter.wait(timeout=30)
        raise OSError("no space left")

    def mend(self, path: Path) -> bool:
        self.loaded.append(path.stem)
        if path.stem == OLDER[-1]:
            self.reading.wait(timeout=30)
        return super().mend(path)


class Archive:
    """An archived call in each older month, and one of this month on its way out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = SlowDisk()
        self.calls = TinyCalls(folder, disk=self.disk)

    async def fill(self) -> list[Call]:
        calls = [await self.closed(month) for month in (3, 2, 1)]
        assert await self.calls.archive(NOW) == 3
        calls.append(await self.closed(0))
        # Opened again, so that no month is at hand.
        self.calls.close()
        self.calls = TinyCalls(self.folder, disk=self.disk)
        return calls

    async def closed(self, months_ago: int) -> Call:
        origin = f"view:{months_ago}"
        call, _ = await self.calls.open(origin, YEAR, making(origin))
        at = NOW - timedelta(days=30 * months_ago)
        return await self.calls.replace(told(ended(call, at)), call.version)

    async def archiving(self) -> asyncio.Task[int]:
        """The file of this month is being written, and waits."""
        task = asyncio.create_task(self.calls.archive(NOW + WEEK))
        await asyncio.to_thread(self.disk.writing.wait, 10)
        return task


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


async def test_a_month_that_is_being_written_stays_at_hand(archive: Archive) -> None:
    *older, last = await archive.fill()
    archiving = await archive.archiving()
    assert [await archive.calls.get(call.number) for call in older] == older
    assert await archive.calls.get(last.number) == last
    archive.disk.rate_limiter.set()
    with pytest.raises(StoreUnwritableError):
        await archiving
    assert await archive.calls.get(last.number) == last


async def test_a_call_that_moves_back_while_a_month_is_read_is_found_where_it_is(
    archive: Archive,
) -> None:
    *_, older, last = await archive.fill()
    archiving = await archive.archiving()
    archive.disk.reading.clear()
    reading = asyncio.create_task(archive.calls.get(older.number))
    waiting = asyncio.create_task(archive.calls.get(last.number))
    await asyncio.sleep(0)
    archive.disk.rate_limiter.set()
    with pytest.raises(StoreUnwritableError):
        await archiving
    archive.disk.reading.set()
    assert await reading == older
    assert await waiting == last


async def numbers_of_all(calls: TinyCalls) -> list[str]:
    return sorted([call.number async for call in calls.every()])


async def test_all_calls_are_read_without_loading_their_months(archive: Archive) -> None:
    calls = await archive.fill()
    archive.disk.loaded.clear()
    assert sorted([call async for call in archive.calls.every()], key=age) == sorted(calls, key=age)
    assert archive.disk.loaded == []


async def test_calls_that_are_archived_while_all_are_read_are_read_once(archive: Archive) -> None:
    calls = await archive.fill()
    archive.disk.rate_limiter.set()
    archive.disk.refused = ""
    everything = archive.calls.every()
    first = await anext(everything)
    assert await archive.calls.archive(NOW + WEEK) == 1
    rest = [call.number async for call in everything]
    assert sorted([first.number, *rest]) == sorted(call.number for call in calls)


async def test_a_month_that_is_damaged_is_read_from_its_previous_version(archive: Archive) -> None:
    calls = await archive.fill()
    broken = archive.folder / f"{OLDER[0]}.json"
    broken.with_name(f"{broken.name}.previous").write_bytes(broken.read_bytes())
    broken.write_bytes(broken.read_bytes()[:-40])
    assert await numbers_of_all(archive.calls) == sorted(call.number for call in calls)
    assert OLDER[0] in archive.disk.loaded
