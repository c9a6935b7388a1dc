"""Bots that share the rota of one store, without Slack."""

import asyncio
from datetime import date, time

from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.policy import RotaPolicy, WeeklyTime
from bot.domain.ports import Weeks
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_upkeep import RotaUpkeep
from tests.domain.rota_history import ABC, MONDAY, POLICY
from tests.services.fakes import FakeClock, FakePeople, RecordingNotifier

ROTA = RotaPolicy(
    members=ABC, announce=WeeklyTime(0, time(8, 30)), usergroup="S0N1", reminder=WeeklyTime(4, time(16))
)


def rota_clock() -> FakeClock:
    """A clock that stands at the announcement of the first week."""
    clock = FakeClock()
    clock.set(MONDAY, time(8, 30))
    return clock


class RotaBot:
    """The rota services of one bot."""

    def __init__(self, weeks: Weeks, clock: FakeClock, people: FakePeople) -> None:
        self.weeks = weeks
        self.rota = RotaReader(weeks=weeks, rota_policy=ROTA, policy=POLICY, clock=clock)
        self.writer = RotaWriter(rota=self.rota, weeks=weeks, notifier=RecordingNotifier())
        self.upkeep = RotaUpkeep(
            rota=self.rota,
            rota_writer=self.writer,
            people=people,
            rota_policy=ROTA,
            policy=POLICY,
            clock=clock,
        )
        self.service = RotaService(
            rota=self.rota,
            rota_writer=self.writer,
            upkeep=self.upkeep,
            rota_policy=ROTA,
            policy=POLICY,
            clock=clock,
        )


class RotaBots:
    """Two bots, each with its own connection to the store."""

    def __init__(self, first: Weeks, second: Weeks) -> None:
        self.clock, self.people = rota_clock(), FakePeople(*ABC)
        self.first, self.second = (RotaBot(weeks, self.clock, self.people) for weeks in (first, second))

    async def run(self) -> None:
        """Both at once, twice each."""
        bots = (self.first, self.second) * 2
        await asyncio.gather(*(bot.upkeep.run() for bot in bots))

    async def notices(self, monday: date) -> list[Notice]:
        week = await self.first.weeks.of(monday)
        return list(week.notices) if week else []

    async def kinds(self, monday: date) -> list[NoticeKind]:
        return [notice.kind for notice in await self.notices(monday)]
