"""Custody: a document is taken once for all its lanes, renewed in time, and let go once."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from bot.delivery.leases import DocumentLeases, LeaseTerms
from bot.domain.ports import StoreUnwritableError

CALL = "2026-0001"


class Leases:
    """`free` is whether the store grants them; `done` is what was asked, in order."""

    def __init__(self) -> None:
        self.free = True
        self.unreachable = False
        self.done: list[str] = []

    async def hold(self, id: str, seconds: float) -> bool:
        self.done.append(f"hold {id} {seconds:g}")
        await asyncio.sleep(0)
        return self.free

    async def release(self, id: str) -> None:
        if self.unreachable:
            raise StoreUnwritableError(id)
        self.done.append(f"release {id}")
        await asyncio.sleep(0)


class Bench:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.store = Leases()
        self.recovered: list[str] = []
        self.leases = DocumentLeases(self.store, self.recover, lambda: self.seconds)

    def has_asked(self, times: int) -> bool:
        return len(self.store.done) == times

    async def recover(self, id: str) -> None:
        self.recovered.append(id)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_a_document_is_taken_once_for_all_its_lanes_and_let_go_by_the_last(bench: Bench):
    with bench.leases.using(CALL):
        with bench.leases.using(CALL):
            assert await asyncio.gather(*(bench.leases.acquire(CALL) for _ in range(3))) == [True] * 3
            assert bench.leases.allows_post(CALL)
        await bench.leases.released()
        assert bench.leases.holds(CALL)
    await bench.leases.released()
    assert bench.store.done == [f"hold {CALL} 30", f"release {CALL}"]
    assert bench.recovered == [CALL]
    assert not bench.leases.holds(CALL)


async def test_a_lease_is_renewed_while_a_delivery_takes_long(bench: Bench):
    bench.leases = DocumentLeases(
        bench.store, bench.recover, lambda: bench.seconds, LeaseTerms(look_every=0.001)
    )
    with bench.leases.using(CALL):
        assert await bench.leases.acquire(CALL)
        async with bench.leases.kept(CALL):
            for renewals in (2, 3, 4):
                bench.seconds += 11
                await until(partial(bench.has_asked, renewals))
                assert bench.leases.holds(CALL)
            bench.store.free = False
            bench.seconds += 11
            await until(lambda: not bench.leases.holds(CALL))
            bench.store.free = True
            asked = len(bench.store.done)
            bench.seconds += 60
            for _ in range(20):
                await asyncio.sleep(0.001)
        assert len(bench.store.done) == asked
    assert bench.recovered == [CALL]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  # nobody announces it
            await asyncio.sleep(0)


async def test_a_lane_that_ends_as_another_does_lets_go_once(bench: Bench):
    for _ in range(3):
        with bench.leases.using(CALL):
            pass
    await bench.leases.released()
    assert bench.store.done == [f"release {CALL}"]


async def test_what_is_taken_again_meanwhile_is_not_let_go(bench: Bench):
    for _ in range(2):
        with bench.leases.using(CALL):
            assert await bench.leases.acquire(CALL)
    with bench.leases.using(CALL):
        await asyncio.sleep(0.01)
        assert await bench.leases.acquire(CALL)
        await asyncio.sleep(0.01)
        assert "release" not in bench.store.done[-1]
        assert bench.leases.holds(CALL)
    await bench.leases.released()
    assert bench.store.done[-1] == f"release {CALL}"


async def test_while_another_bot_has_it_nothing_is_said(bench: Bench):
    bench.store.free = False
    with bench.leases.using(CALL):
        assert not await bench.leases.acquire(CALL)
        assert not bench.leases.holds(CALL)
        assert not bench.leases.allows_post(CALL)
    assert bench.recovered == []


async def test_a_lease_is_renewed_before_it_is_too_short_for_a_post(bench: Bench):
    with bench.leases.using(CALL):
        await bench.leases.acquire(CALL)
        bench.seconds = 10
        await bench.leases.acquire(CALL)
        assert len(bench.store.done) == 1
        bench.seconds = 10.1
        await bench.leases.acquire(CALL)
        assert len(bench.store.done) == 2
        bench.seconds = 25.1
        assert bench.leases.allows_post(CALL)
        bench.seconds = 25.2
        assert not bench.leases.allows_post(CALL)
        assert bench.leases.holds(CALL)
        bench.seconds = 40.2
        assert not bench.leases.holds(CALL)
    assert bench.recovered == [CALL]


async def test_a_lease_that_ran_out_means_that_others_may_have_spoken(bench: Bench):
    with bench.leases.using(CALL):
        await bench.leases.acquire(CALL)
        bench.seconds = 31
        assert await bench.leases.acquire(CALL)
    assert bench.recovered == [CALL, CALL]


async def test_a_store_out_of_reach_does_not_hold_up_the_end(bench: Bench):
    with bench.leases.using(CALL):
        await bench.leases.acquire(CALL)
    bench.store.unreachable = True
    await bench.leases.released()
    assert not bench.leases.holds(CALL)


async def test_documents_are_held_apart(bench: Bench):
    with bench.leases.using(CALL), bench.leases.using("2026-0002"):
        await bench.leases.acquire(CALL)
        assert not bench.leases.holds("2026-0002")
        assert not bench.leases.holds("2026-9999")
