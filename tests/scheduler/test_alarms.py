"""One contract for the real alarms and the fake ones: what the courier and the rota count on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from bot.scheduler.alarms import AlarmClock, Ring
from simulator import MovableClock
from tests.scheduler.loop_alarms import LoopAlarms
from tests.support.workspace import PATIENCE

SOON = timedelta(milliseconds=150)
HOUR = timedelta(hours=1)
ELSEWHERE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class StartedAlarms(Protocol):
    def start(self, ring: Ring) -> None: ...
    def stop(self) -> None: ...
    def arm(self, id: str, at: datetime) -> None: ...
    def rearm(self) -> None: ...


class LatenessTracker:
    """Notes what rang, and lets a test wait for it."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._changed = asyncio.Event()
        self.rung: list[tuple[str, datetime]] = []

    async def ring(self, id: str) -> None:
        self.rung.append((id, self._clock.now()))
        self._changed.set()

    @property
    def ids(self) -> list[str]:
        return [id for id, _ in self.rung]

    async def heard(self, count: int) -> list[str]:
        async with asyncio.timeout(PATIENCE):
            while len(self.rung) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.ids


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(ELSEWHERE)


@pytest.fixture
def bells(clock: MovableClock) -> LatenessTracker:
    return LatenessTracker(clock)


@pytest.fixture(params=[AlarmClock, LoopAlarms])
async def unstarted(request: pytest.FixtureRequest, clock: MovableClock) -> AsyncIterator[StartedAlarms]:
    make: Callable[[MovableClock], StartedAlarms] = request.param
    made = make(clock)
    yield made
    made.stop()


@pytest.fixture
async def alarms(unstarted: StartedAlarms, bells: LatenessTracker) -> StartedAlarms:
    unstarted.start(bells.ring)
    return unstarted


async def test_an_alarm_rings_at_its_instant_and_not_before(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    at = clock.now() + SOON
    alarms.arm("2026-0001", at)
    assert await bells.heard(1) == ["2026-0001"]
    assert bells.rung[0][1] >= at - timedelta(milliseconds=5)


async def test_each_alarm_rings_once_and_in_order(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    now = clock.now()
    for order in (3, 1, 2):
        alarms.arm(f"2026-000{order}", now + order * SOON / 3)
    assert await bells.heard(3) == ["2026-0001", "2026-0002", "2026-0003"]
    alarms.rearm()
    alarms.arm("the last", clock.now() + SOON)
    assert (await bells.heard(4))[3:] == ["the last"]


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
async def test_what_is_past_rings_at_once(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker, ago: timedelta
):
    alarms.arm("2026-0001", clock.now() - ago)
    assert await bells.heard(1) == ["2026-0001"]


async def test_arming_again_moves_an_alarm_earlier(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    alarms.arm("2026-0001", clock.now() + HOUR)
    alarms.arm("2026-0001", clock.now() + SOON)
    assert await bells.heard(1) == ["2026-0001"]
    clock.advance(2 * HOUR)
    alarms.rearm()
    alarms.arm("the last", clock.now() + SOON)
    assert await bells.heard(2) == ["2026-0001", "the last"]


async def test_arming_again_moves_an_alarm_later(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    alarms.arm("2026-0001", clock.now() + SOON)
    alarms.arm("2026-0001", clock.now() + HOUR)
    alarms.arm("the other", clock.now() + 2 * SOON)
    assert await bells.heard(1) == ["the other"]
    clock.advance(HOUR)
    alarms.rearm()
    assert await bells.heard(2) == ["the other", "2026-0001"]


async def test_arming_twice_for_the_same_instant_rings_once(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    at = clock.now() + SOON
    for _ in range(5):
        alarms.arm("2026-0001", at)
    alarms.arm("the last", at + SOON)
    assert await bells.heard(2) == ["2026-0001", "the last"]


async def test_a_clock_that_is_moved_forward_makes_alarms_ring(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    alarms.arm("in ten minutes", clock.now() + timedelta(minutes=10))
    alarms.arm("in an hour", clock.now() + HOUR)
    clock.advance(timedelta(minutes=10))
    alarms.rearm()
    assert await bells.heard(1) == ["in ten minutes"]
    clock.advance(timedelta(minutes=50))
    alarms.rearm()
    assert await bells.heard(2) == ["in ten minutes", "in an hour"]


async def test_a_clock_that_is_moved_back_makes_alarms_wait(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    alarms.arm("2026-0001", clock.now() + SOON)
    clock.advance(-HOUR)
    alarms.rearm()
    alarms.arm("the other", clock.now() + 2 * SOON)
    assert await bells.heard(1) == ["the other"]
    clock.advance(HOUR)
    alarms.rearm()
    assert await bells.heard(2) == ["the other", "2026-0001"]


async def test_whoever_hears_an_alarm_may_set_it_again(
    unstarted: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    async def ring(id: str) -> None:
        if not bells.rung:
            unstarted.arm(id, clock.now() + SOON)
        await bells.ring(id)

    unstarted.start(ring)
    unstarted.arm("2026-0001", clock.now())
    assert await bells.heard(2) == ["2026-0001", "2026-0001"]


async def test_an_alarm_set_while_its_own_bell_still_rings_is_heard_too(
    unstarted: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    over = asyncio.Event()

    async def ring(id: str) -> None:
        await bells.ring(id)
        if len(bells.rung) == 1:
            await over.wait()

    unstarted.start(ring)
    unstarted.arm("2026-0001", clock.now())
    await bells.heard(1)
    unstarted.arm("2026-0001", clock.now())
    assert await bells.heard(2) == ["2026-0001", "2026-0001"]
    over.set()


async def test_alarms_set_before_the_start_ring_after_it(
    unstarted: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    unstarted.arm("2026-0001", clock.now() - HOUR)
    unstarted.start(bells.ring)
    assert await bells.heard(1) == ["2026-0001"]


async def test_nothing_rings_after_the_stop(
    alarms: StartedAlarms, clock: MovableClock, bells: LatenessTracker
):
    alarms.arm("2026-0001", clock.now() + SOON)
    alarms.stop()
    others = LatenessTracker(clock)
    later = LoopAlarms(clock)
    later.start(others.ring)
    later.arm("the last", clock.now() + 2 * SOON)
    assert await others.heard(1) == ["the last"]
    assert bells.ids == []
