"""What time brings to the rota: announcements, reminders, proposals that lapse, accounts that are closed."""

import asyncio
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


class RotaUpkeep:
    """Everything here may be asked for at any time, by several bots: what was done is not done again."""

    def __init__(
        self,
        *,
        roster: RotaReader,
        pen: RotaWriter,
        people: People,
        plan: RotaPolicy,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._people = people
        self._plan = plan
        self._policy = policy
        self._clock = clock

    async def keep(self) -> datetime:
        """Does what is due; returns when to ask again (aware UTC)."""
        now = self._clock.now()
        if await self._announce(await self._roster.schedule(), now):
            log.info("week announced", monday=str(self._roster.monday(now)))
        schedule = await self._roster.schedule()
        await self._amend(schedule, Stamp(now, SYSTEM))
        await self._remind(schedule, now)
        await self._lapse(schedule, now)
        return self._next(schedule.this_week, now)

    async def amend(self, by: str = SYSTEM) -> None:
        """The running week, once announced, follows the swaps and absences; `by` is whose act changed it."""
        await self._amend(await self._roster.schedule(), Stamp(self._clock.now(), by))

    async def follow_people(self) -> None:
        """Members whose account is closed count as absent, until it is open again."""
        members = self._plan.members
        found = await asyncio.gather(*(self._people.person(member) for member in members))
        gone = {person.id for person in found if person and person.gone}
        there = {person.id for person in found if person and not person.gone}
        await self._follow_gone(gone, there)
        await self.amend()

    async def _announce(self, schedule: Schedule, now: datetime) -> bool:
        """Whether the week was announced just now."""
        monday, group = schedule.this_week, self._plan.usergroup
        at = announce_at(self._plan, monday, self._policy)
        if not self._plan.members or at is None or now < at or monday in schedule.announced:
            return False
        await self._pen.write(
            monday, lambda week, schedule: announcements.announced(week, schedule, now, self._policy, group)
        )
        return True

    async def _amend(self, schedule: Schedule, stamp: Stamp) -> None:
        week = schedule.announced.get(schedule.this_week)
        if week and announcements.amended(week, schedule, stamp, self._policy) is not week:
            await self._pen.write(
                week.monday, lambda week, schedule: announcements.amended(week, schedule, stamp, self._policy)
            )

    async def _remind(self, schedule: Schedule, now: datetime) -> None:
        coming = self._week_after(schedule.this_week)
        at = remind_at(self._plan, coming, self._policy)
        person = shift_of(schedule, coming).person
        if at is None or now < at or person is None:
            return
        known = next((week for week in schedule.weeks if week.monday == coming), Week(monday=coming))
        if announcements.remind(known, person, now) is not known:
            await self._pen.write(coming, lambda week, _: announcements.remind(week, person, now))

    def _week_after(self, monday: date) -> date:
        """The next week that has a working day: one without any is nobody's to be reminded of."""
        coming = monday + WEEK
        return coming if working_days(coming, self._policy.is_working_day) else coming + WEEK

    async def _lapse(self, schedule: Schedule, now: datetime) -> None:
        stamp = Stamp(now, SYSTEM)
        for week in schedule.weeks:
            if swaps.lapse(week, stamp, self._policy) is not week:
                await self._pen.write(week.monday, lambda week, _: swaps.lapse(week, stamp, self._policy))

    def _next(self, monday: date, now: datetime) -> datetime:
        following = monday + WEEK
        instants = [
            announce_at(self._plan, monday, self._policy),
            announce_at(self._plan, following, self._policy),
            remind_at(self._plan, self._week_after(monday), self._policy),
        ]
        midnight = instant_of(following, time(), self._policy.zone)
        return min([midnight, *(at for at in instants if at and at > now)])

    async def _follow_gone(self, gone: set[str], there: set[str]) -> None:
        schedule = await self._roster.schedule()
        today = local_day(self._clock.now(), self._policy.zone)
        stamp = Stamp(self._clock.now(), SYSTEM)
        known = _known_gone(schedule)
        for person in sorted(gone - known.keys()):
            absence = Absence(id="", person=person, start=today, until=None, stamp=stamp, gone=True)
            await self._pen.write(
                schedule.this_week, partial(_note_gone, absence=absence, policy=self._policy)
            )
        for person in sorted(there & known.keys()):
            monday, id = known[person]
            await self._pen.write(monday, partial(_note_back, id=id, day=today))


def _note_gone(week: Week, schedule: Schedule, *, absence: Absence, policy: Policy) -> Week:
    if absence.person in _known_gone(schedule):
        return week
    return absences.declare(week, schedule, absence, policy)


def _note_back(week: Week, _book: Schedule, *, id: str, day: date) -> Week:
    return absences.come_back(week, id, day)


def _known_gone(schedule: Schedule) -> dict[str, tuple[date, str]]:
    """Whose account is closed, with the week and the id of the absence that says so."""
    return {
        absence.person: (week.monday, absence.id)
        for week in schedule.weeks
        for absence in week.absences
        if absence.gone and absence.until is None
    }
