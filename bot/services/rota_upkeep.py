"""What time brings to the rota: announcements, reminders, proposals that lapse, accounts that are deactivated."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

import structlog

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock, People
from bot.domain.rota import absences, announcements, swaps
from bot.domain.rota.announcements import announce_at, remind_at
from bot.domain.rota.schedule import Schedule, shift_of
from bot.domain.rota.week import Absence, Week
from bot.domain.rota.working_weeks import WEEK, instant_of, local_day, working_days
from bot.domain.stamp import SYSTEM, Stamp
from bot.services.rota import RotaReader, RotaWriter

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaUpkeep:
    """Does what is due in the rota. Any method may run at any time, by several bots: nothing is done twice."""

    rota: RotaReader
    rota_writer: RotaWriter
    people: People
    rota_policy: RotaPolicy
    policy: Policy
    clock: Clock

    async def run(self) -> datetime:
        """Announces, updates, reminds and lets proposals lapse as is due; returns when to run again (aware UTC)."""
        now = self.clock.now()
        if await self._announce(await self.rota.schedule(), now):
            log.info("week announced", monday=str(self.rota.monday(now)))
        schedule = await self.rota.schedule()
        await self._update(schedule, Stamp(now, SYSTEM))
        await self._remind(schedule, now)
        await self._lapse(schedule, now)
        return self._next(schedule.this_week, now)

    async def update_running_week(self, by: str = SYSTEM) -> None:
        """Applies the absences and swaps to the running week, if it is announced; `by` is who made the change."""
        await self._update(await self.rota.schedule(), Stamp(self.clock.now(), by))

    async def follow_people(self) -> None:
        """Records members whose Slack account is deactivated as absent, and ends that once it is active again."""
        members = self.rota_policy.members
        found = await asyncio.gather(*(self.people.person(member) for member in members))
        gone = {person.id for person in found if person and person.gone}
        active = {person.id for person in found if person and not person.gone}
        await self._follow_gone(gone, active)
        await self.update_running_week()

    async def _announce(self, schedule: Schedule, now: datetime) -> bool:
        """Whether the week was announced just now."""
        monday, group = schedule.this_week, self.rota_policy.usergroup
        at = announce_at(self.rota_policy, monday, self.policy)
        if not self.rota_policy.members or at is None or now < at or monday in schedule.announced:
            return False
        await self.rota_writer.write(
            monday, lambda week, schedule: announcements.announced(week, schedule, now, self.policy, group)
        )
        return True

    async def _update(self, schedule: Schedule, stamp: Stamp) -> None:
        week = schedule.announced.get(schedule.this_week)
        if week and announcements.amended(week, schedule, stamp, self.policy) is not week:
            await self.rota_writer.write(
                week.monday, lambda week, schedule: announcements.amended(week, schedule, stamp, self.policy)
            )

    async def _remind(self, schedule: Schedule, now: datetime) -> None:
        coming = self._week_after(schedule.this_week)
        at = remind_at(self.rota_policy, coming, self.policy)
        person = shift_of(schedule, coming).person
        if at is None or now < at or person is None:
            return
        known = next((week for week in schedule.weeks if week.monday == coming), Week(monday=coming))
        if announcements.remind(known, person, now) is not known:
            await self.rota_writer.write(coming, lambda week, _: announcements.remind(week, person, now))

    def _week_after(self, monday: date) -> date:
        """The next week that has a working day: nobody is reminded of one without any."""
        coming = monday + WEEK
        return coming if working_days(coming, self.policy.is_working_day) else coming + WEEK

    async def _lapse(self, schedule: Schedule, now: datetime) -> None:
        stamp = Stamp(now, SYSTEM)
        for week in schedule.weeks:
            if swaps.lapse(week, stamp, self.policy) is not week:
                await self.rota_writer.write(
                    week.monday, lambda week, _: swaps.lapse(week, stamp, self.policy)
                )

    def _next(self, monday: date, now: datetime) -> datetime:
        following = monday + WEEK
        instants = [
            announce_at(self.rota_policy, monday, self.policy),
            announce_at(self.rota_policy, following, self.policy),
            remind_at(self.rota_policy, self._week_after(monday), self.policy),
        ]
        midnight = instant_of(following, time(), self.policy.zone)
        return min([midnight, *(at for at in instants if at and at > now)])

    async def _follow_gone(self, gone: set[str], active: set[str]) -> None:
        schedule = await self.rota.schedule()
        today = local_day(self.clock.now(), self.policy.zone)
        stamp = Stamp(self.clock.now(), SYSTEM)
        known = _known_gone(schedule)
        for person in sorted(gone - known.keys()):
            absence = Absence(id="", person=person, start=today, until=None, stamp=stamp, gone=True)
            await self.rota_writer.write(
                schedule.this_week, partial(_record_gone, absence=absence, policy=self.policy)
            )
        for person in sorted(active & known.keys()):
            monday, id = known[person]
            await self.rota_writer.write(monday, partial(_record_return, id=id, day=today))


def _record_gone(week: Week, schedule: Schedule, *, absence: Absence, policy: Policy) -> Week:
    if absence.person in _known_gone(schedule):
        return week
    return absences.declare(week, schedule, absence, policy)


def _record_return(week: Week, _schedule: Schedule, *, id: str, day: date) -> Week:
    return absences.end_gone(week, id, day)


def _known_gone(schedule: Schedule) -> dict[str, tuple[date, str]]:
    """Whose account is deactivated, with the week and the id of the absence that records it."""
    return {
        absence.person: (week.monday, absence.id)
        for week in schedule.weeks
        for absence in week.absences
        if absence.gone and absence.until is None
    }
