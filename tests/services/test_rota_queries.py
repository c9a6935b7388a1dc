"""What one person is shown of the rota: what changed since they looked, and a disk that does not spoil it."""

from bot.domain.ports import StoreUnwritableError
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK
from bot.services.names import PersonNames
from bot.services.rota_changes import AbsenceRequest
from bot.services.rota_queries import RotaQueries
from tests.domain.rota_history import ABC, ALICE, BRUNO, CHLOE, MONDAY, POLICY
from tests.services.fakes import FakePeople
from tests.services.rota_bots import ROTA, RotaBot, rota_clock
from tests.storage.memory import MemoryStore, MemoryWeeks


class FullDiskWeeks(MemoryWeeks):
    async def add(self, week: Week) -> Week:
        raise StoreUnwritableError(week.id)


class QueriesBench:
    def __init__(self, weeks: MemoryWeeks) -> None:
        people, clock = FakePeople(*ABC), rota_clock()
        bot = RotaBot(weeks, clock, people)
        self.weeks, self.service = weeks, bot.service
        self.queries = RotaQueries(
            rota=bot.rota,
            rota_writer=bot.writer,
            service=bot.service,
            names=PersonNames(people=people, clients=MemoryStore().clients),
            rota_policy=ROTA,
            policy=POLICY,
            clock=clock,
        )

    async def changed(self, reader: str) -> list[tuple[str | None, str | None]]:
        """Who had the changed weeks, and who has them."""
        view = await self.queries.view(reader)
        return [(row.was, row.shift.person) for row in view.rows if row.changed]


async def test_what_changed_is_shown_once_and_to_each_on_their_own():
    bench = QueriesBench(MemoryWeeks())
    assert await bench.changed(ALICE) == []
    absence = AbsenceRequest(
        origin="view:V1", by=CHLOE, person=CHLOE, start=MONDAY + WEEK, until=MONDAY + WEEK
    )
    await bench.service.declare(absence)
    assert await bench.changed(ALICE) == [(CHLOE, ALICE), (ALICE, CHLOE)]
    assert await bench.changed(ALICE) == []
    assert await bench.changed(BRUNO) == []


async def test_looking_again_at_the_same_weeks_writes_nothing():
    bench = QueriesBench(MemoryWeeks())
    await bench.queries.view(ALICE)
    before = await bench.weeks.every()
    await bench.queries.view(ALICE)
    assert await bench.weeks.every() == before


async def test_a_disk_that_is_full_still_shows_the_rota():
    view = await QueriesBench(FullDiskWeeks()).queries.view(ALICE)
    assert [row.shift.person for row in view.rows[:3]] == [BRUNO, CHLOE, ALICE]
