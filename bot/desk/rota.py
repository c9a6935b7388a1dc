"""The rota desk: who is level 1 now, and the week's announcement, once a week whatever stops (seed 5.3)."""

from datetime import date, datetime

from bot.domain import rota
from bot.domain.policy import House
from bot.domain.ports import Clock, Outside, Weeks
from bot.domain.rota import Rota, monday_of
from bot.domain.week import Week, announce


class RotaDesk:
    def __init__(self, *, weeks: Weeks, rota_: Rota, house: House, clock: Clock, outside: Outside) -> None:
        self._weeks = weeks
        self._rota = rota_
        self._house = house
        self._clock = clock
        self._outside = outside

    async def on_duty(self, at: datetime) -> str | None:
        """The week's technician, asked by every surface; None while the rota has no members."""
        return await self.who(self._monday(at))

    async def who(self, monday: date) -> str | None:
        return rota.who(monday, self._rota.members, await self._weeks.ledger())

    async def announce_due(self) -> datetime:
        """Announces the running week if it is time and not done; returns when to ask again."""
        now = self._clock.now()
        monday = self._monday(now)
        at = self._rota.announce.instant(monday, self._house.zone)
        if now < at:
            return at
        if self._rota.members and await self._weeks.of(monday) is None:
            await self._announce(monday, now)
        return self._rota.announce.instant(monday + rota.WEEK, self._house.zone)

    async def _announce(self, monday: date, now: datetime) -> None:
        person = await self.who(monday)
        if person is None:
            return
        week = Week(monday=monday, turn=person, person=person, members=self._rota.members)
        week = await self._weeks.add(announce(week, now, self._house, self._rota.usergroup))
        self._outside.written(week)

    def _monday(self, at: datetime) -> date:
        return monday_of(at.astimezone(self._house.zone).date())
