"""The rota desk: who is level 1 now, and the week's announcement, once a week whatever stops (seed 5.3)."""

from datetime import date, datetime

from bot.domain import rota
from bot.domain.policy import House
from bot.domain.ports import Clock, Outside, Weeks
from bot.domain.rota import Rota, monday_of
from bot.domain.week import Week, announce


class Roster:
    """The one resolver of who is level 1, asked by every surface."""

    def __init__(self, weeks: Weeks, plan: Rota, house: House) -> None:
        self._weeks = weeks
        self._plan = plan
        self._house = house

    async def on_duty(self, at: datetime) -> str | None:
        """The week's technician at that instant; None while the rota has no members."""
        return await self.who(self.monday(at))

    async def who(self, monday: date) -> str | None:
        return rota.who(monday, self._plan.members, await self._weeks.ledger())

    def monday(self, at: datetime) -> date:
        return monday_of(at.astimezone(self._house.zone).date())


class RotaDesk:
    def __init__(
        self, *, roster: Roster, weeks: Weeks, plan: Rota, house: House, clock: Clock, outside: Outside
    ) -> None:
        self._roster = roster
        self._weeks = weeks
        self._plan = plan
        self._house = house
        self._clock = clock
        self._outside = outside

    async def announce_due(self) -> datetime:
        """Announces the running week if it is time and not done; returns when to ask again (aware UTC)."""
        now = self._clock.now()
        monday = self._roster.monday(now)
        at = self._plan.announce.instant(monday, self._house.zone)
        if now < at:
            return at
        if await self._weeks.of(monday) is None:
            await self._announce(monday, now)
        return self._plan.announce.instant(monday + rota.WEEK, self._house.zone)

    async def _announce(self, monday: date, now: datetime) -> None:
        person = await self._roster.who(monday)
        if person is None:
            return
        week = Week(monday=monday, turn=person, person=person, members=self._plan.members)
        standing = await self._weeks.add(announce(week, now, self._house, self._plan.usergroup))
        self._outside.written(standing)
