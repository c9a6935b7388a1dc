"""The real alarm clock's own part: what is done regularly, and how late an alarm may come."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.scheduler.alarms import AlarmClock
from simulator import MovableClock
from tests.support.workspace import PATIENCE

EVERY = 0.02
"""Seconds between two turns."""


async def _nothing(_id: str) -> None:
    return


@pytest.fixture
async def alarms() -> AsyncIterator[AlarmClock]:
    made = AlarmClock(MovableClock())
    made.start(_nothing)
    yield made
    made.stop()


async def turns_of_another() -> None:
    """Returns after three turns of other regular work, as often as that of these tests."""
    done = asyncio.Semaphore(0)

    async def work() -> None:
        done.release()

    other = AlarmClock(MovableClock())
    other.start(_nothing)
    other.every(EVERY, work, "look ahead")
    for _ in range(3):
        await done.acquire()
    other.stop()


async def test_regular_work_is_done_again_and_again(alarms: AlarmClock):
    done = asyncio.Semaphore(0)

    async def work() -> None:
        done.release()

    alarms.every(EVERY, work, "look ahead")
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await done.acquire()


async def test_a_turn_that_still_runs_is_not_begun_again_and_does_not_end_the_work(alarms: AlarmClock):
    begun, over = asyncio.Semaphore(0), asyncio.Event()
    running: list[int] = []

    async def work() -> None:
        running.append(len(running))
        begun.release()
        await over.wait()

    alarms.every(EVERY, work, "look ahead")
    async with asyncio.timeout(PATIENCE):
        await begun.acquire()
        await turns_of_another()
        assert running == [0]
        over.set()
        await begun.acquire()


async def test_work_that_fails_is_done_again(alarms: AlarmClock):
    done = asyncio.Semaphore(0)

    async def work() -> None:
        done.release()
        raise RuntimeError("the store is unreadable")

    alarms.every(EVERY, work, "look ahead")
    async with asyncio.timeout(PATIENCE):
        for _ in range(2):
            await done.acquire()


async def test_what_is_being_done_at_the_stop_is_done_to_its_end():
    begun, over, done = asyncio.Semaphore(0), asyncio.Event(), asyncio.Semaphore(0)

    async def write(_id: str = "") -> None:
        begun.release()
        await over.wait()
        done.release()

    clock = MovableClock()
    alarms = AlarmClock(clock)
    alarms.start(write)
    alarms.arm("2026-0001", clock.now())
    alarms.every(EVERY, write, "look ahead")
    async with asyncio.timeout(PATIENCE):
        for _ in range(2):
            await begun.acquire()
        alarms.stop()
        over.set()
        for _ in range(2):
            await done.acquire()
        await turns_of_another()
    assert done.locked()  # and none was begun since
    assert begun.locked()


async def test_an_alarm_rings_however_late_the_loop_comes_to_it():
    clock, rung = MovableClock(), asyncio.Event()

    async def ring(_id: str) -> None:
        rung.set()

    alarms = AlarmClock(clock)
    alarms.start(ring)
    alarms.arm("2026-0001", clock.now() + timedelta(milliseconds=20))
    # A loop that is busy for longer than APScheduler's own grace of one second.
    _busy(1.2)
    async with asyncio.timeout(PATIENCE):
        await rung.wait()
    alarms.stop()


def _busy(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        pass
