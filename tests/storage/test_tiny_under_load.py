"""Many at once on a disk that refuses now and then: what was acknowledged stays, and nothing else does."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.calls.call import Call
from bot.domain.ports import StaleVersionError, StoreUnwritableError
from bot.storage.tiny.calls import TinyCalls
from bot.storage.tiny.disk import Disk, ReadOnlyDisk
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told

LATER = NOW + 2 * WEEK
TECHNICIANS, STEPS = 12, 8


class FlakyDisk(Disk):
    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.failures = 0

    def put(self, path: Path, content: bytes) -> None:
        if self._chance.random() < 0.3:
            self.failures += 1
            raise OSError("no space left")
        super().put(path, content)


class Technicians:
    """Each opens a call, changes it, closes it, has closed ones archived, and notes what was acknowledged."""

    def __init__(self, calls: TinyCalls, chance: random.Random) -> None:
        self.calls = calls
        self.chance = chance
        self.acknowledged: dict[str, int] = {}

    async def work(self, n: int) -> None:
        for _ in range(STEPS):
            try:
                await self.step(f"view:{n}")
            except (StoreUnwritableError, StaleVersionError):
                continue

    async def step(self, origin: str) -> None:
        call, _ = await self.calls.open(origin, YEAR, making(origin))
        self.note(call)
        closing = call.is_open and self.chance.random() < 0.3
        changed = told(ended(call)) if closing else replace(call, contact=f"{self.chance.random()}")
        self.note(await self.calls.replace(changed, call.version))
        if self.chance.random() < 0.5:
            await self.calls.archive(LATER)

    def note(self, call: Call) -> None:
        self.acknowledged[call.number] = max(call.version, self.acknowledged.get(call.number, 0))


async def all_of(calls: TinyCalls) -> list[object]:
    """Whatever can be asked of them."""
    found = [await calls.get(f"{YEAR}-{n:04d}") for n in range(1, TECHNICIANS + 2)]
    return [found, await calls.open_calls(), list(await calls.stats()), await calls.due_before(LATER)]


@pytest.mark.parametrize("seed", range(20))
async def test_memory_and_disk_agree_and_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a story to be told again, no secret
    disk = FlakyDisk(chance)
    calls = TinyCalls(tmp_path, disk=disk)
    technicians = Technicians(calls, chance)
    await asyncio.gather(*map(technicians.work, range(TECHNICIANS)))
    assert disk.failures
    kept = await all_of(calls)
    calls.close()
    reopened = TinyCalls(tmp_path, disk=ReadOnlyDisk())
    assert await all_of(reopened) == kept
    versions = {
        call.number: call.version for n in technicians.acknowledged if (call := await reopened.get(n))
    }
    assert versions == technicians.acknowledged
    assert sorted(versions) == [f"{YEAR}-{n:04d}" for n in range(1, len(versions) + 1)]
    reopened.close()
