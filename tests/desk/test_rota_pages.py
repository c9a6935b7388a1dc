"""What one person is shown of the rota: what changed since they looked, and a disk that does not spoil it."""

from bot.desk.names import Names
from bot.desk.rota import Pen, Roster
from bot.desk.rota_clock import RotaClock
from bot.desk.rota_exchange import ExchangeDesk, Leave
from bot.desk.rota_pages import RotaPages
from bot.domain.calendar import WEEK
from bot.domain.ports import StoreUnwritableError
from bot.domain.week import Week
from bot.storage.memory import MemoryStore, MemoryWeeks
from tests.desk.test_rota_two_bots import PLAN, Silence, Wall, Workspace
from tests.domain.rota_history import ABC, HOUSE, MONDAY

ALICE, BRUNO, CHLOE = ABC


class FullDisk(MemoryWeeks):
    async def add(self, week: Week) -> Week:
        raise StoreUnwritableError(week.id)


class House:
    def __init__(self, weeks: MemoryWeeks) -> None:
        wall, people, store = Wall(), Workspace(), MemoryStore()
        roster = Roster(weeks, PLAN, HOUSE, wall)
        pen = Pen(roster, weeks, Silence())
        clock = RotaClock(roster=roster, pen=pen, people=people, plan=PLAN, house=HOUSE, clock=wall)
        self.weeks = weeks
        self.exchange = ExchangeDesk(
            roster=roster, pen=pen, rota_clock=clock, plan=PLAN, house=HOUSE, clock=wall
        )
        self.pages = RotaPages(
            roster=roster,
            pen=pen,
            exchange=self.exchange,
            names=Names(people, store.clients),
            plan=PLAN,
            house=HOUSE,
            clock=wall,
        )

    async def changed(self, reader: str) -> list[tuple[str | None, str | None]]:
        """Who had the changed weeks, and who has them."""
        page = await self.pages.look(reader)
        return [(row.was, row.duty.person) for row in page.rows if row.changed]


async def test_what_changed_is_shown_once_and_to_each_on_their_own():
    house = House(MemoryWeeks())
    assert await house.changed(ALICE) == []
    leave = Leave(origin="view:V1", by=CHLOE, person=CHLOE, start=MONDAY + WEEK, until=MONDAY + WEEK)
    await house.exchange.declare(leave)
    assert await house.changed(ALICE) == [(CHLOE, ALICE), (ALICE, CHLOE)]
    assert await house.changed(ALICE) == []
    assert await house.changed(BRUNO) == []


async def test_looking_again_at_the_same_weeks_writes_nothing():
    house = House(MemoryWeeks())
    await house.pages.look(ALICE)
    before = await house.weeks.every()
    await house.pages.look(ALICE)
    assert await house.weeks.every() == before


async def test_a_disk_that_is_full_still_shows_the_rota():
    page = await House(FullDisk()).pages.look(ALICE)
    assert [row.duty.person for row in page.rows[:3]] == [BRUNO, CHLOE, ALICE]
