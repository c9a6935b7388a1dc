"""Custody: a document is taken once for all its lanes, renewed in time, and let go once."""

import asyncio

import pytest

from bot.delivery.custody import Custody
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


class House:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.leases = Leases()
        self.recovered: list[str] = []
        self.custody = Custody(self.leases, self._recover, lambda: self.seconds)

    async def _recover(self, id: str) -> None:
        self.recovered.append(id)


@pytest.fixture
def house() -> House:
    return House()


async def test_a_document_is_taken_once_for_all_its_lanes_and_let_go_by_the_last(house: House):
    with house.custody.working(CALL):
        with house.custody.working(CALL):
            assert await asyncio.gather(*(house.custody.take(CALL) for _ in range(3))) == [True] * 3
            assert house.custody.may_post(CALL)
        await house.custody.settled()
        assert house.custody.holds(CALL)
    await house.custody.settled()
    assert house.leases.done == [f"hold {CALL} 30", f"release {CALL}"]
    assert house.recovered == [CALL]
    assert not house.custody.holds(CALL)


async def test_a_lane_that_ends_as_another_does_lets_go_once(house: House):
    for _ in range(3):
        with house.custody.working(CALL):
            pass
    await house.custody.settled()
    assert house.leases.done == [f"release {CALL}"]


async def test_what_is_taken_again_meanwhile_is_not_let_go(house: House):
    for _ in range(2):
        with house.custody.working(CALL):
            assert await house.custody.take(CALL)
    with house.custody.working(CALL):
        await asyncio.sleep(0.01)
        assert await house.custody.take(CALL)
        await asyncio.sleep(0.01)
        assert "release" not in house.leases.done[-1]
        assert house.custody.holds(CALL)
    await house.custody.settled()
    assert house.leases.done[-1] == f"release {CALL}"


async def test_while_another_bot_has_it_nothing_is_said(house: House):
    house.leases.free = False
    with house.custody.working(CALL):
        assert not await house.custody.take(CALL)
        assert not house.custody.holds(CALL)
        assert not house.custody.may_post(CALL)
    assert house.recovered == []


async def test_a_lease_is_renewed_before_it_is_too_short_for_a_post(house: House):
    with house.custody.working(CALL):
        await house.custody.take(CALL)
        house.seconds = 10
        await house.custody.take(CALL)
        assert len(house.leases.done) == 1
        house.seconds = 10.1
        await house.custody.take(CALL)
        assert len(house.leases.done) == 2
        house.seconds = 25.1
        assert house.custody.may_post(CALL)
        house.seconds = 25.2
        assert not house.custody.may_post(CALL)
        assert house.custody.holds(CALL)
        house.seconds = 40.2
        assert not house.custody.holds(CALL)
    assert house.recovered == [CALL]


async def test_a_lease_that_ran_out_means_that_others_may_have_spoken(house: House):
    with house.custody.working(CALL):
        await house.custody.take(CALL)
        house.seconds = 31
        assert await house.custody.take(CALL)
    assert house.recovered == [CALL, CALL]


async def test_a_store_out_of_reach_does_not_hold_up_the_end(house: House):
    with house.custody.working(CALL):
        await house.custody.take(CALL)
    house.leases.unreachable = True
    await house.custody.settled()
    assert not house.custody.holds(CALL)


async def test_documents_are_held_apart(house: House):
    with house.custody.working(CALL), house.custody.working("2026-0002"):
        await house.custody.take(CALL)
        assert not house.custody.holds("2026-0002")
        assert not house.custody.holds("2026-9999")
