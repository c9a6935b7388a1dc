"""What one person is shown of the rota: what changed since they looked, and a disk that does not spoil it."""

from bot.domain.ports import StoreUnwritableError
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK
from bot.services.names import PersonNames
from bot.services.rota_changes import AbsenceRequest
from bot.services.rota_queries import RotaQueries
from bot.storage.memory import MemoryStore, MemoryWeeks
from tests.domain.rota_history import ALICE, BRUNO, CHLOE, MONDAY, POLICY
from tests.services.rota_bots import PLAN, Bot, Wall, Workspace


class FullDisk(MemoryWeeks):
    async def add(self, week: Week) -> Week:
        raise StoreUnwritableError(week.id)


class Desk:
    def __init__(self, weeks: MemoryWeeks) -> None:
        wall, people = Wall(), Workspace()
        bot = Bot(weeks, wall, people)
        self.weeks, self.exchange = weeks, bot.exchange
        self.views = RotaQueries(
            roster=bot.roster,
            pen=bot.pen,
            exchange=bot.exchange,
            names=PersonNames(people, MemoryStore().clients),
            plan=PLAN,
            policy=POLICY,
            clock=wall,
        )

    async def changed(self, reader: str) -> list[tuple[str | None, str | None]]:
        """Who had the changed weeks, and who has them."""
        view = await self.views.look(reader)
        return [(row.was, row.shift.person) for row in view.rows if row.changed]


async def test_what_changed_is_shown_once_and_to_each_on_their_own():
    desk = Desk(MemoryWeeks())
    assert await desk.changed(ALICE) == []
    leave = AbsenceRequest(origin="view:V1", by=CHLOE, person=CHLOE, start=MONDAY + WEEK, until=MONDAY + WEEK)
    await desk.exchange.declare(leave)
    assert await desk.changed(ALICE) == [(CHLOE, ALICE), (ALICE, CHLOE)]
    assert await desk.changed(ALICE) == []
    assert await desk.changed(BRUNO) == []


async def test_looking_again_at_the_same_weeks_writes_nothing():
    desk = Desk(MemoryWeeks())
    await desk.views.look(ALICE)
    before = await desk.weeks.every()
    await desk.views.look(ALICE)
    assert await desk.weeks.every() == before


async def test_a_disk_that_is_full_still_shows_the_rota():
    view = await Desk(FullDisk()).views.look(ALICE)
    assert [row.shift.person for row in view.rows[:3]] == [BRUNO, CHLOE, ALICE]
