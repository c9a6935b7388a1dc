"""Two bots keep one rota: on one store, what is due is written once, whichever of them is quicker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time

import pytest

from bot.desk.rota import Pen, Roster
from bot.desk.rota_clock import RotaClock
from bot.desk.rota_exchange import ExchangeDesk, Leave, Offer
from bot.domain.calendar import WEEK
from bot.domain.notice import Notice, What
from bot.domain.ports import Document, Person, Weeks
from bot.domain.rota import Moment, Rota
from bot.domain.swap import Outcome, SwapSettled
from bot.storage.memory import MemoryStore
from bot.storage.postgres.store import PostgresStore
from tests.domain.rota_history import ABC, HOUSE, MONDAY, PARIS

ALICE, BRUNO, CHLOE = ABC
PLAN = Rota(members=ABC, announce=Moment(0, time(8, 30)), usergroup="S0N1", reminder=Moment(4, time(16)))


class Wall:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.at(MONDAY, time(8, 30))

    def at(self, day: date, hour: time) -> None:
        self._now = datetime.combine(day, hour, PARIS).astimezone(UTC)

    def now(self) -> datetime:
        return self._now


class Workspace:
    """People as Slack knows them; `gone` are those whose account is closed."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    async def person(self, id: str) -> Person | None:
        return Person(id=id, name=id, email=None, zone="Europe/Paris", gone=id in self.gone)

    async def find(self, reference: str) -> str | None:
        return reference


class Silence:
    def written(self, document: Document) -> None:
        """Nobody says it here."""


class Bot:
    def __init__(self, weeks: Weeks, clock: Wall, people: Workspace) -> None:
        self.weeks = weeks
        self.roster = Roster(weeks, PLAN, HOUSE, clock)
        pen = Pen(self.roster, weeks, Silence())
        self.clock = RotaClock(
            roster=self.roster, pen=pen, people=people, plan=PLAN, house=HOUSE, clock=clock
        )
        self.exchange = ExchangeDesk(
            roster=self.roster, pen=pen, rota_clock=self.clock, plan=PLAN, house=HOUSE, clock=clock
        )


class Bots:
    def __init__(self, first: Weeks, second: Weeks) -> None:
        self.wall, self.people = Wall(), Workspace()
        self.first, self.second = (Bot(weeks, self.wall, self.people) for weeks in (first, second))

    async def keep(self) -> None:
        """Both at once, twice each."""
        bots = (self.first, self.second) * 2
        await asyncio.gather(*(bot.clock.keep() for bot in bots))

    async def said(self, monday: date) -> list[Notice]:
        week = await self.first.weeks.of(monday)
        return list(week.notices) if week else []

    async def whats(self, monday: date) -> list[What]:
        return [notice.what for notice in await self.said(monday)]


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
    assert await bots.whats(MONDAY) == [What.WEEK, What.TOPIC, What.USERGROUP, What.DUTY]
    assert len(await bots.second.weeks.ledger()) == 1


async def test_the_next_one_is_reminded_once(bots: Bots):
    await bots.keep()
    bots.wall.at(date(2026, 11, 27), time(16))
    await bots.keep()
    assert [(n.what, n.to) for n in await bots.said(MONDAY + WEEK)] == [(What.NEXT, CHLOE)]


async def test_an_absence_in_the_running_week_changes_it_once(bots: Bots):
    await bots.keep()
    leave = Leave(origin="view:V1", by=ALICE, person=BRUNO, start=MONDAY, until=MONDAY)
    await asyncio.gather(*(bot.exchange.declare(leave) for bot in (bots.first, bots.second)))
    await bots.keep()
    week = await bots.first.weeks.of(MONDAY)
    assert week
    assert (len(week.absences), len(week.changes), week.person) == (1, 1, CHLOE)
    assert [n.to for n in week.notices if n.what is What.DUTY] == [BRUNO, CHLOE]


async def test_an_answer_and_a_withdrawal_at_once_are_one_of_the_two(bots: Bots):
    await bots.keep()
    offer = Offer(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
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
    answers = [n for n in week.notices if n.what is What.ROTA_LINE]
    accepted = week.swaps[0].outcome is Outcome.ACCEPTED
    assert len(answers) == (2 if accepted else 1)
    assert await bots.second.roster.who(offer.mine) == (ALICE if accepted else CHLOE)


async def test_a_proposal_lapses_once(bots: Bots):
    await bots.keep()
    offer = Offer(origin="view:V1", by=CHLOE, mine=MONDAY + WEEK, theirs=MONDAY + 2 * WEEK, word=None)
    await bots.first.exchange.propose(offer)
    bots.wall.at(MONDAY + WEEK, time(0))
    await bots.keep()
    assert (await bots.whats(MONDAY + WEEK)).count(What.ROTA_LINE) == 1


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
