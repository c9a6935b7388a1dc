"""What time brings to the rota: announcements, reminders, proposals that lapse, accounts that are closed."""

import asyncio
from datetime import date, datetime, time
from functools import partial

import structlog

from bot.desk.rota import Pen, Roster
from bot.domain import absences, amending, swaps
from bot.domain.absence import Absence
from bot.domain.acts import CLOCK, Act
from bot.domain.book import Book
from bot.domain.calendar import WEEK, instant_of, local_day, working_days
from bot.domain.duty import duty
from bot.domain.policy import House
from bot.domain.ports import Clock, People
from bot.domain.rota import Rota, announce_at, remind_at
from bot.domain.week import Week

log = structlog.get_logger(__name__)


class RotaClock:
    """Everything here may be asked for at any time, by several bots: what was done is not done again."""

    def __init__(
        self, *, roster: Roster, pen: Pen, people: People, plan: Rota, house: House, clock: Clock
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._people = people
        self._plan = plan
        self._house = house
        self._clock = clock

    async def keep(self) -> datetime:
        """Does what is due; returns when to ask again (aware UTC)."""
        now = self._clock.now()
        if await self._announce(await self._roster.book(), now):
            log.info("week announced", monday=str(self._roster.monday(now)))
        book = await self._roster.book()
        await self._amend(book, Act(now, CLOCK))
        await self._remind(book, now)
        await self._lapse(book, now)
        return self._next(book.this_week, now)

    async def amend(self, by: str = CLOCK) -> None:
        """The running week, once announced, follows the swaps and absences; `by` is whose act changed it."""
        await self._amend(await self._roster.book(), Act(self._clock.now(), by))

    async def follow_people(self) -> None:
        """Members whose account is closed count as absent, until it is open again."""
        members = self._plan.members
        found = await asyncio.gather(*(self._people.person(member) for member in members))
        gone = {person.id for person in found if person and person.gone}
        there = {person.id for person in found if person and not person.gone}
        await self._follow_gone(gone, there)
        await self.amend()

    async def _announce(self, book: Book, now: datetime) -> bool:
        """Whether the week was announced just now."""
        monday, group = book.this_week, self._plan.usergroup
        at = announce_at(self._plan, monday, self._house)
        if not self._plan.members or at is None or now < at or monday in book.announced:
            return False
        await self._pen.write(
            monday, lambda week, book: amending.announced(week, book, now, self._house, group)
        )
        return True

    async def _amend(self, book: Book, act: Act) -> None:
        week = book.announced.get(book.this_week)
        if week and amending.amended(week, book, act, self._house) is not week:
            await self._pen.write(
                week.monday, lambda week, book: amending.amended(week, book, act, self._house)
            )

    async def _remind(self, book: Book, now: datetime) -> None:
        coming = self._week_after(book.this_week)
        at = remind_at(self._plan, coming, self._house)
        person = duty(book, coming).person
        if at is None or now < at or person is None:
            return
        known = next((week for week in book.weeks if week.monday == coming), Week(monday=coming))
        if amending.remind(known, person, now) is not known:
            await self._pen.write(coming, lambda week, _: amending.remind(week, person, now))

    def _week_after(self, monday: date) -> date:
        """The next week that has a working day: one without any is nobody's to be reminded of."""
        coming = monday + WEEK
        return coming if working_days(coming, self._house.is_working_day) else coming + WEEK

    async def _lapse(self, book: Book, now: datetime) -> None:
        act = Act(now, CLOCK)
        for week in book.weeks:
            if swaps.lapse(week, act, self._house) is not week:
                await self._pen.write(week.monday, lambda week, _: swaps.lapse(week, act, self._house))

    def _next(self, monday: date, now: datetime) -> datetime:
        following = monday + WEEK
        instants = [
            announce_at(self._plan, monday, self._house),
            announce_at(self._plan, following, self._house),
            remind_at(self._plan, self._week_after(monday), self._house),
        ]
        midnight = instant_of(following, time(), self._house.zone)
        return min([midnight, *(at for at in instants if at and at > now)])

    async def _follow_gone(self, gone: set[str], there: set[str]) -> None:
        book = await self._roster.book()
        today = local_day(self._clock.now(), self._house.zone)
        act = Act(self._clock.now(), CLOCK)
        known = _known_gone(book)
        for person in sorted(gone - known.keys()):
            absence = Absence(id="", person=person, start=today, until=None, act=act, gone=True)
            await self._pen.write(book.this_week, partial(_note_gone, absence=absence, house=self._house))
        for person in sorted(there & known.keys()):
            monday, id = known[person]
            await self._pen.write(monday, partial(_note_back, id=id, day=today))


def _note_gone(week: Week, book: Book, *, absence: Absence, house: House) -> Week:
    if absence.person in _known_gone(book):
        return week
    return absences.declare(week, book, absence, house)


def _note_back(week: Week, _book: Book, *, id: str, day: date) -> Week:
    return absences.come_back(week, id, day)


def _known_gone(book: Book) -> dict[str, tuple[date, str]]:
    """Whose account is closed, with the week and the id of the absence that says so."""
    return {
        absence.person: (week.monday, absence.id)
        for week in book.weeks
        for absence in week.absences
        if absence.gone and absence.until is None
    }
