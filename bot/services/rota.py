"""Who is level 1: read from the book of the rota by every surface, and the one way that book is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock, Notifier, StoreUnwritableError, Weeks
from bot.domain.refusals import StoreRefused
from bot.domain.rota.schedule import Schedule, Shift, shift_of, shifts
from bot.domain.rota.week import Week, week_id
from bot.domain.rota.working_weeks import WEEK, local_day, monday_of, working_days
from bot.services.change import change


@dataclass(frozen=True, slots=True)
class WeekContext:
    """Beside a week: who follows, whose account is closed, and whether the next week has no working day."""

    follows: str | None
    gone: tuple[str, ...]
    off_next: bool


Rule = Callable[[Week, Schedule], Week]
"""Decides the next state of a week; the book holds that week as it is."""


class RotaReader:
    """The one resolver of who is level 1, asked by every surface."""

    def __init__(self, weeks: Weeks, plan: RotaPolicy, policy: Policy, clock: Clock) -> None:
        self._weeks = weeks
        self._plan = plan
        self._policy = policy
        self._clock = clock

    async def on_duty(self, at: datetime) -> str | None:
        """The week's technician at that instant; None while nobody is free, or the rota has no members."""
        return await self.who(self.monday(at))

    async def who(self, monday: date) -> str | None:
        week = await self._weeks.of(monday)
        if week and week.announced:
            return week.person  # an announced week answers for itself: no call waits for the whole book
        return shift_of(await self.schedule(), monday).person

    async def coming(self, weeks: int) -> list[Shift]:
        """The running week and those after it."""
        schedule = await self.schedule()
        return shifts(schedule, schedule.this_week, weeks)

    async def around(self, week: Week) -> WeekContext:
        schedule, following = await self.schedule(), week.monday + WEEK
        return WeekContext(
            follows=shift_of(schedule, following).person,
            gone=tuple(person for person in week.members if schedule.is_gone(person, week.monday)),
            off_next=not working_days(following, self._policy.is_working_day),
        )

    async def schedule(self) -> Schedule:
        return Schedule(
            await self._weeks.every(),
            members=self._plan.members,
            this_week=self.monday(self._clock.now()),
            is_working=self._policy.is_working_day,
        )

    def monday(self, at: datetime) -> date:
        return monday_of(local_day(at, self._policy.zone))


class RotaWriter:
    """Writes one week of the book at a time, durably, and has said what that promises."""

    def __init__(self, roster: RotaReader, weeks: Weeks, notifier: Notifier) -> None:
        self._roster = roster
        self._weeks = weeks
        self._notifier = notifier

    async def write(self, monday: date, rule: Rule) -> Week:
        """The week as it stands afterwards.

        Raises:
            Refusal: the rule's, unchanged.
            TooBusy: others were quicker, again and again.
            StoreRefused: the write did not reach the disk.
        """
        schedule = await self._roster.schedule()
        try:
            await self._weeks.add(Week(monday=monday))
        except StoreUnwritableError as error:
            raise StoreRefused from error
        changed = await change(
            self._weeks, week_id(monday), lambda week: rule(week, schedule.replacing(week))
        )
        self._notifier.notify(changed.after)
        return changed.after
