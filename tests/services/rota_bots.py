"""Bots that keep the rota of one store, in a workspace that says nothing."""

import asyncio
from datetime import UTC, date, datetime, time

from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.policy import RotaPolicy, WeeklyTime
from bot.domain.ports import Document, UserProfile, Weeks
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_upkeep import RotaUpkeep
from tests.domain.rota_history import ABC, MONDAY, PARIS, POLICY

PLAN = RotaPolicy(
    members=ABC, announce=WeeklyTime(0, time(8, 30)), usergroup="S0N1", reminder=WeeklyTime(4, time(16))
)


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

    async def person(self, id: str) -> UserProfile | None:
        return UserProfile(id=id, name=id, email=None, zone="Europe/Paris", gone=id in self.gone)

    async def find(self, reference: str) -> str | None:
        return reference


class Silence:
    def notify(self, document: Document) -> None:
        """Nobody says it here."""


class Bot:
    def __init__(self, weeks: Weeks, clock: Wall, people: Workspace) -> None:
        self.weeks = weeks
        self.roster = RotaReader(weeks, PLAN, POLICY, clock)
        self.pen = pen = RotaWriter(self.roster, weeks, Silence())
        self.clock = RotaUpkeep(
            roster=self.roster, pen=pen, people=people, plan=PLAN, policy=POLICY, clock=clock
        )
        self.exchange = RotaService(
            roster=self.roster, pen=pen, rota_clock=self.clock, plan=PLAN, policy=POLICY, clock=clock
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

    async def whats(self, monday: date) -> list[NoticeKind]:
        return [notice.kind for notice in await self.said(monday)]
