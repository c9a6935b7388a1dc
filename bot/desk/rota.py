"""Who is level 1: read from the book of the rota by every surface, and the one way that book is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.desk.change import change
from bot.domain.book import Book
from bot.domain.calendar import WEEK, local_day, monday_of, working_days
from bot.domain.duty import Duty, duties, duty
from bot.domain.policy import House
from bot.domain.ports import Clock, Outside, StoreUnwritableError, Weeks
from bot.domain.refusals import StoreRefused
from bot.domain.rota import Rota
from bot.domain.week import Week, week_id


@dataclass(frozen=True, slots=True)
class Around:
    """Beside a week: who follows, whose account is closed, and whether the next week has no working day."""

    follows: str | None
    gone: tuple[str, ...]
    off_next: bool


Rule = Callable[[Week, Book], Week]
"""Decides the next state of a week; the book holds that week as it is."""


class Roster:
    """The one resolver of who is level 1, asked by every surface."""

    def __init__(self, weeks: Weeks, plan: Rota, house: House, clock: Clock) -> None:
        self._weeks = weeks
        self._plan = plan
        self._house = house
        self._clock = clock

    async def on_duty(self, at: datetime) -> str | None:
        """The week's technician at that instant; None while nobody is free, or the rota has no members."""
        return await self.who(self.monday(at))

    async def who(self, monday: date) -> str | None:
        week = await self._weeks.of(monday)
        if week and week.announced:
            return week.person  # an announced week answers for itself: no call waits for the whole book
        return duty(await self.book(), monday).person

    async def coming(self, weeks: int) -> list[Duty]:
        """The running week and those after it."""
        book = await self.book()
        return duties(book, book.this_week, weeks)

    async def around(self, week: Week) -> Around:
        book, following = await self.book(), week.monday + WEEK
        return Around(
            follows=duty(book, following).person,
            gone=tuple(person for person in week.members if book.is_gone(person, week.monday)),
            off_next=not working_days(following, self._house.is_working_day),
        )

    async def book(self) -> Book:
        return Book(
            await self._weeks.every(),
            members=self._plan.members,
            this_week=self.monday(self._clock.now()),
            is_working=self._house.is_working_day,
        )

    def monday(self, at: datetime) -> date:
        return monday_of(local_day(at, self._house.zone))


class Pen:
    """Writes one week of the book at a time, durably, and has said what that promises."""

    def __init__(self, roster: Roster, weeks: Weeks, outside: Outside) -> None:
        self._roster = roster
        self._weeks = weeks
        self._outside = outside

    async def write(self, monday: date, rule: Rule) -> Week:
        """The week as it stands afterwards.

        Raises:
            Refusal: the rule's, unchanged.
            TooBusy: others were quicker, again and again.
            StoreRefused: the write did not reach the disk.
        """
        book = await self._roster.book()
        try:
            await self._weeks.add(Week(monday=monday))
        except StoreUnwritableError as error:
            raise StoreRefused from error
        week = await change(self._weeks, week_id(monday), lambda week: rule(week, book.replacing(week)))
        self._outside.written(week)
        return week
