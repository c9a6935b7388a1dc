"""What one person is shown of the rota: what changed since they looked, and a disk that does not spoil it."""

from bot.desk.names import Names
from bot.desk.rota_exchange import Leave
from bot.desk.rota_pages import RotaPages
from bot.domain.calendar import WEEK
from bot.domain.ports import StoreUnwritableError
from bot.domain.week import Week
from bot.storage.memory import MemoryStore, MemoryWeeks
from tests.desk.rota_bots import PLAN, Bot, Wall, Workspace
from tests.domain.rota_history import ALICE, BRUNO, CHLOE, HOUSE, MONDAY


class FullDisk(MemoryWeeks):
    async def add(self, week: Week) -> Week:
        raise StoreUnwritableError(week.id)


class Desk:
    def __init__(self, weeks: MemoryWeeks) -> None:
        wall, people = Wall(), Workspace()
        bot = Bot(weeks, wall, people)
        self.weeks, self.exchange = weeks, bot.exchange
        self.pages = RotaPages(
            roster=bot.roster,
            pen=bot.pen,
            exchange=bot.exchange,
            names=Names(people, MemoryStore().clients),
            plan=PLAN,
            house=HOUSE,
            clock=wall,
        )

    async def changed(self, reader: str) -> list[tuple[str | None, str | None]]:
        """Who had the changed weeks, and who has them."""
        page = await self.pages.look(reader)
        return [(row.was, row.duty.person) for row in page.rows if row.changed]


async def test_what_changed_is_shown_once_and_to_each_on_their_own():
    desk = Desk(MemoryWeeks())
    assert await desk.changed(ALICE) == []
    leave = Leave(origin="view:V1", by=CHLOE, person=CHLOE, start=MONDAY + WEEK, until=MONDAY + WEEK)
    await desk.exchange.declare(leave)
    assert await desk.changed(ALICE) == [(CHLOE, ALICE), (ALICE, CHLOE)]
    assert await desk.changed(ALICE) == []
    assert await desk.changed(BRUNO) == []


async def test_looking_again_at_the_same_weeks_writes_nothing():
    desk = Desk(MemoryWeeks())
    await desk.pages.look(ALICE)
    before = await desk.weeks.every()
    await desk.pages.look(ALICE)
    assert await desk.weeks.every() == before


async def test_a_disk_that_is_full_still_shows_the_rota():
    page = await Desk(FullDisk()).pages.look(ALICE)
    assert [row.duty.person for row in page.rows[:3]] == [BRUNO, CHLOE, ALICE]
