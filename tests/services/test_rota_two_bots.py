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
from bot.storage.memory import MemoryStore
from bot.storage.postgres.store import PostgresStore
from tests.domain.rota_history import ALICE, BRUNO, CHLOE, MONDAY, PARIS
from tests.services.rota_bots import Bots


@pytest.fixture(params=["memory", "postgres"])
async def bots(request: pytest.FixtureRequest) -> AsyncIterator[Bots]:
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            weeks = MemoryStore().weeks
            yield Bots(weeks, weeks)
        else:
            url = request.getfixturevalue("database_url")
            stores = [await stack.enter_async_context(await PostgresStore.open(url)) for _ in range(2)]
            yield Bots(stores[0].weeks, stores[1].weeks)


async def test_a_week_is_announced_once(bots: Bots):
    await bots.keep()
    assert await bots.whats(MONDAY) == [
        NoticeKind.WEEK,
        NoticeKind.TOPIC,
        NoticeKind.USERGROUP,
        NoticeKind.DUTY,
    ]
    assert len(await bots.second.weeks.ledger()) == 1


async def test_the_next_one_is_reminded_once(bots: Bots):
    await bots.keep()
    bots.wall.at(date(2026, 11, 27), time(16))
    await bots.keep()
    assert [(n.kind, n.to) for n in await bots.said(MONDAY + WEEK)] == [(NoticeKind.NEXT, CHLOE)]


async def test_an_absence_in_the_running_week_changes_it_once(bots: Bots):
    await bots.keep()
    leave = AbsenceRequest(origin="view:V1", by=ALICE, person=BRUNO, start=MONDAY, until=MONDAY)
    await asyncio.gather(*(bot.exchange.declare(leave) for bot in (bots.first, bots.second)))
    await bots.keep()
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert (len(week.absences), len(week.changes), week.person) == (1, 1, CHLOE)
    assert [n.to for n in week.notices if n.kind is NoticeKind.DUTY] == [BRUNO, CHLOE]


async def test_an_answer_and_a_withdrawal_at_once_are_one_of_the_two(bots: Bots):
    await bots.keep()
    offer = SwapRequest(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
    await asyncio.gather(*(bot.exchange.propose(offer) for bot in (bots.first, bots.second)))

    outcomes = await asyncio.gather(
        bots.first.exchange.accept(offer.mine, "1", ALICE),
        bots.second.exchange.withdraw(offer.mine, "1", CHLOE),
        return_exceptions=True,
    )
    assert [isinstance(outcome, SwapSettled) for outcome in outcomes].count(True) == 1
    week = await bots.first.weeks.of(offer.mine)
    assert week
    assert len(week.swaps) == 1
    answers = [n for n in week.notices if n.kind is NoticeKind.ROTA_LINE]
    accepted = week.swaps[0].outcome is SwapOutcome.ACCEPTED
    assert len(answers) == (2 if accepted else 1)
    assert await bots.second.roster.who(offer.mine) == (ALICE if accepted else CHLOE)


async def test_a_proposal_lapses_once(bots: Bots):
    await bots.keep()
    offer = SwapRequest(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
    await bots.first.exchange.propose(offer)
    bots.wall.at(MONDAY + WEEK, time(0))
    await bots.keep()
    assert (await bots.whats(MONDAY + WEEK)).count(NoticeKind.ROTA_LINE) == 1


async def test_a_closed_account_is_noted_once_and_forgotten_when_it_is_open(bots: Bots):
    await bots.keep()
    bots.people.gone = {BRUNO}
    await asyncio.gather(bots.first.clock.follow_people(), bots.second.clock.follow_people())
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert (len(week.absences), week.person) == (1, CHLOE)
    bots.people.gone = set()
    bots.wall.at(date(2026, 11, 26), time(9))
    await asyncio.gather(bots.first.clock.follow_people(), bots.second.clock.follow_people())
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert week.absences[0].until == date(2026, 11, 25)
    assert week.person == CHLOE
    assert await bots.first.roster.who(MONDAY + WEEK) == CHLOE


async def test_the_next_time_to_look_is_the_next_thing_that_is_due(bots: Bots):
    bots.wall.at(MONDAY, time(8))
    assert await bots.first.clock.keep() == datetime.combine(MONDAY, time(8, 30), PARIS)
    bots.wall.at(MONDAY, time(8, 30))
    friday = date(2026, 11, 27)
    assert await bots.first.clock.keep() == datetime.combine(friday, time(16), PARIS)
    bots.wall.at(friday, time(16))
    assert await bots.first.clock.keep() == datetime.combine(MONDAY + WEEK, time(0), PARIS)
