"""Custody: a document is one bot's at a time, for as long as it is worked on and its lease has not run out."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.delivery.custody import Custody, Terms
from bot.domain.ports import StoreUnwritableError

ID = "2026-0001"


@dataclass
class World:
    """A clock, and who holds what until when."""

    now: float = 0.0
    holders: dict[str, tuple[str, float]] = field(default_factory=dict)
    asked: int = 0
    broken: bool = False


@dataclass
class FakeLeases:
    world: World
    owner: str

    async def hold(self, id: str, seconds: float, /) -> bool:
        self.world.asked += 1
        await asyncio.sleep(0)
        holder, until = self.world.holders.get(id, (self.owner, 0.0))
        if holder != self.owner and until > self.world.now:
            return False
        self.world.holders[id] = (self.owner, self.world.now + seconds)
        return True

    async def release(self, id: str, /) -> None:
        await asyncio.sleep(0)
        if self.world.broken:
            raise StoreUnwritableError("the database: gone")
        if self.world.holders.get(id, ("", 0))[0] == self.owner:
            del self.world.holders[id]


class Bot:
    def __init__(self, world: World, name: str) -> None:
        self.recovered: list[str] = []
        self.custody = Custody(FakeLeases(world, name), self.recover, lambda: world.now, Terms())

    async def recover(self, id: str) -> None:
        await asyncio.sleep(0)
        self.recovered.append(id)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ours(world: World) -> Bot:
    return Bot(world, "ours")


@pytest.fixture
def theirs(world: World) -> Bot:
    return Bot(world, "theirs")


async def test_a_document_is_one_bots_until_it_lets_it_go(ours: Bot, theirs: Bot):
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
        assert not await theirs.custody.take(ID)
        assert not theirs.custody.holds(ID)
        assert not theirs.custody.may_post(ID)
    await ours.custody.settled()
    assert await theirs.custody.take(ID)
    assert not ours.custody.holds(ID)


async def test_other_documents_are_free(ours: Bot, theirs: Bot):
    assert await ours.custody.take(ID)
    assert await theirs.custody.take("2026-0002")


async def test_the_store_is_asked_again_only_when_the_lease_grows_short(ours: Bot, world: World):
    assert await ours.custody.take(ID)
    world.now = 10.0
    assert await ours.custody.take(ID)
    assert world.asked == 1
    world.now = 10.1
    assert await ours.custody.take(ID)
    assert world.asked == 2
    assert world.holders[ID] == ("ours", 40.1)


async def test_a_post_starts_only_with_fifteen_seconds_left(ours: Bot, world: World):
    assert await ours.custody.take(ID)
    world.now = 15.0
    assert ours.custody.may_post(ID)
    world.now = 15.1
    assert not ours.custody.may_post(ID)
    assert ours.custody.holds(ID)
    world.now = 30.0
    assert not ours.custody.holds(ID)


async def test_what_comes_into_custody_is_recovered_once(ours: Bot, world: World):
    for _ in range(3):
        assert await ours.custody.take(ID)
        world.now += 12
    assert ours.recovered == [ID]
    world.now += 30
    assert await ours.custody.take(ID)
    assert ours.recovered == [ID, ID]


async def test_no_lane_goes_on_before_the_document_is_recovered(ours: Bot):
    taken = [asyncio.create_task(ours.custody.take(ID)) for _ in range(5)]
    await asyncio.wait(taken, return_when=asyncio.FIRST_COMPLETED)
    assert ours.recovered == [ID]
    assert await asyncio.gather(*taken) == [True] * 5
    assert ours.recovered == [ID]


async def test_the_last_lane_lets_go(ours: Bot, world: World):
    with ours.custody.working(ID):
        with ours.custody.working(ID):
            assert await ours.custody.take(ID)
        await ours.custody.settled()
        assert ID in world.holders
    await ours.custody.settled()
    assert world.holders == {}


async def test_a_lane_that_begins_while_the_last_one_lets_go_does_not_lose_the_lease(ours: Bot, world: World):
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
        await ours.custody.settled()
        assert ours.custody.holds(ID)
        assert world.holders[ID][0] == "ours"


async def test_a_lane_that_begins_in_the_middle_of_letting_go_asks_anew(ours: Bot, world: World):
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
    await asyncio.sleep(0)  # the release is under way
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
        await ours.custody.settled()
        assert world.holders[ID][0] == "ours"
        assert ours.recovered == [ID, ID]


async def test_a_lease_that_cannot_be_released_runs_out(ours: Bot, theirs: Bot, world: World):
    with ours.custody.working(ID):
        assert await ours.custody.take(ID)
    world.broken = True
    await ours.custody.settled()
    assert not ours.custody.holds(ID)
    assert not await theirs.custody.take(ID)
    world.now = 30.0
    assert await theirs.custody.take(ID)
    assert theirs.recovered == [ID]
