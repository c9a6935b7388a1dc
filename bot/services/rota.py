"""Who is level 1 in which week: read from the schedule by every surface, and the one way a week is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock, Notifier, Weeks
from bot.domain.rota.schedule import Schedule, Shift, shift_of, shifts
from bot.domain.rota.week import Week, week_id
from bot.domain.rota.working_weeks import WEEK, local_day, monday_of, working_days
from bot.services.change import change, refusing_unwritable_store


@dataclass(frozen=True, slots=True)
class WeekContext:
    """The facts around a week.

    Attributes:
        follows: who is level 1 in the next week; None when nobody is free.
        gone: the week's members whose Slack account is deactivated.
        off_next: whether the next week has no working day.
    """

    follows: str | None
    gone: tuple[str, ...]
    off_next: bool


Rule = Callable[[Week, Schedule], Week]
"""Decides the next state of a week; the schedule holds that week as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaReader:
    """Resolves who is level 1; every surface asks it."""

    weeks: Weeks
    rota_policy: RotaPolicy
    policy: Policy
    clock: Clock

    async def on_duty(self, at: datetime) -> str | None:
        """Level 1 at that instant (aware); None when nobody is free, or the rota has no members."""
        return await self.level1_of(self.monday(at))

    async def level1_of(self, monday: date) -> str | None:
        """Level 1 of the week of that Monday; None when nobody is free, or the rota has no members."""
        week = await self.weeks.of(monday)
        if week and week.announced:
            return week.person  # opening a call in an announced week does not read the whole schedule
        return shift_of(await self.schedule(), monday).person

    async def coming(self, weeks: int) -> list[Shift]:
        """The running week and those after it, that many in all."""
        schedule = await self.schedule()
        return shifts(schedule, schedule.this_week, weeks)

    async def context_of(self, week: Week) -> WeekContext:
        """The facts around a week, as the schedule is now."""
        schedule, following = await self.schedule(), week.monday + WEEK
        return WeekContext(
            follows=shift_of(schedule, following).person,
            gone=tuple(person for person in week.members if schedule.is_gone(person, week.monday)),
            off_next=not working_days(following, self.policy.is_working_day),
        )

    async def schedule(self) -> Schedule:
        """All that is known of the rota now."""
        return Schedule(
            await self.weeks.every(),
            members=self.rota_policy.members,
            this_week=self.monday(self.clock.now()),
            is_working=self.policy.is_working_day,
        )

    def monday(self, at: datetime) -> date:
        """The Monday of the week of that instant, in the installation's time zone."""
        return monday_of(local_day(at, self.policy.zone))


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaWriter:
    """Writes one week at a time, durably, and tells the notifier of it."""

    rota: RotaReader
    weeks: Weeks
    notifier: Notifier

    async def write(self, monday: date, rule: Rule) -> Week:
        """Applies a rule to the week of that Monday, which is added if there is none; returns it as written.

        Raises:
            Refusal: the rule's, unchanged.
            TooBusy: others changed the week again and again.
            StoreRefused: the store is not writable.
        """
        schedule = await self.rota.schedule()
        return await self.write_alone(monday, lambda week: rule(week, schedule.replacing(week)))

    async def write_alone(self, monday: date, rule: Callable[[Week], Week]) -> Week:
        """As `write`, for a rule that needs no other week: none is read."""
        with refusing_unwritable_store():
            await self.weeks.add(Week(monday=monday))
        changed = await change(self.weeks, week_id(monday), rule)
        self.notifier.notify(changed.after)
        return changed.after
