"""Two bots keep one rota: on one store, what is due is written once, whichever of them is quicker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, datetime, time

import pytest

from bot.domain.outbox.notice import NoticeKind
from bot.domain.rota.week import SwapOutcome, SwapSettled
from bot.domain.rota.working_weeks import WEEK
from bot.services.rota_changes import AbsenceRequest, SwapRequest
from bot.storage.postgres.store import PostgresStore
from tests.domain.rota_history import ALICE, BRUNO, CHLOE, MONDAY, PARIS
from tests.services.rota_bots import RotaBots
from tests.storage.memory import MemoryStore


@pytest.fixture(params=["memory", "postgres"])
async def bots(request: pytest.FixtureRequest) -> AsyncIterator[RotaBots]:
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            weeks = MemoryStore().weeks
            yield RotaBots(weeks, weeks)
        else:
            url = request.getfixturevalue("database_url")
            stores = [await stack.enter_async_context(await PostgresStore.open(url)) for _ in range(2)]
            yield RotaBots(stores[0].weeks, stores[1].weeks)


async def test_a_week_is_announced_once(bots: RotaBots):
    await bots.run()
    assert await bots.kinds(MONDAY) == [
        NoticeKind.WEEK,
        NoticeKind.TOPIC,
        NoticeKind.USERGROUP,
        NoticeKind.DUTY,
    ]
    assert len(await bots.second.weeks.ledger()) == 1


async def test_the_next_one_is_reminded_once(bots: RotaBots):
    await bots.run()
    bots.clock.set(date(2026, 11, 27), time(16))
    await bots.run()
    assert [(n.kind, n.to) for n in await bots.notices(MONDAY + WEEK)] == [(NoticeKind.NEXT, CHLOE)]


async def test_an_absence_in_the_running_week_changes_it_once(bots: RotaBots):
    await bots.run()
    absence = AbsenceRequest(origin="view:V1", by=ALICE, person=BRUNO, start=MONDAY, until=MONDAY)
    await asyncio.gather(*(bot.service.declare(absence) for bot in (bots.first, bots.second)))
    await bots.run()
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert (len(week.absences), len(week.changes), week.person) == (1, 1, CHLOE)
    assert [n.to for n in week.notices if n.kind is NoticeKind.DUTY] == [BRUNO, CHLOE]


async def test_an_answer_and_a_withdrawal_at_once_are_one_of_the_two(bots: RotaBots):
    await bots.run()
    request = SwapRequest(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
    await asyncio.gather(*(bot.service.propose(request) for bot in (bots.first, bots.second)))

    outcomes = await asyncio.gather(
        bots.first.service.accept(request.mine, "1", ALICE),
        bots.second.service.withdraw(request.mine, "1", CHLOE),
        return_exceptions=True,
    )
    assert [isinstance(outcome, SwapSettled) for outcome in outcomes].count(True) == 1
    week = await bots.first.weeks.of(request.mine)
    assert week
    assert len(week.swaps) == 1
    answers = [n for n in week.notices if n.kind is NoticeKind.ROTA_LINE]
    accepted = week.swaps[0].outcome is SwapOutcome.ACCEPTED
    assert len(answers) == (2 if accepted else 1)
    assert await bots.second.rota.level1_of(request.mine) == (ALICE if accepted else CHLOE)


async def test_a_proposal_lapses_once(bots: RotaBots):
    await bots.run()
    request = SwapRequest(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
    await bots.first.service.propose(request)
    bots.clock.set(MONDAY + WEEK, time(0))
    await bots.run()
    assert (await bots.kinds(MONDAY + WEEK)).count(NoticeKind.ROTA_LINE) == 1


async def test_a_closed_account_is_noted_once_and_forgotten_when_it_is_open(bots: RotaBots):
    await bots.run()
    bots.people.gone = {BRUNO}
    await asyncio.gather(bots.first.upkeep.follow_people(), bots.second.upkeep.follow_people())
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert (len(week.absences), week.person) == (1, CHLOE)
    bots.people.gone = set()
    bots.clock.set(date(2026, 11, 26), time(9))
    await asyncio.gather(bots.first.upkeep.follow_people(), bots.second.upkeep.follow_people())
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert week.absences[0].until == date(2026, 11, 25)
    assert week.person == CHLOE
    assert await bots.first.rota.level1_of(MONDAY + WEEK) == CHLOE


async def test_the_next_time_to_look_is_the_next_thing_that_is_due(bots: RotaBots):
    bots.clock.set(MONDAY, time(8))
    assert await bots.first.upkeep.run() == datetime.combine(MONDAY, time(8, 30), PARIS)
    bots.clock.set(MONDAY, time(8, 30))
    friday = date(2026, 11, 27)
    assert await bots.first.upkeep.run() == datetime.combine(friday, time(16), PARIS)
    bots.clock.set(friday, time(16))
    assert await bots.first.upkeep.run() == datetime.combine(MONDAY + WEEK, time(0), PARIS)
