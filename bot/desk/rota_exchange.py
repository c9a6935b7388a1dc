"""Absences and swaps, as people declare, propose and answer them."""

from dataclasses import dataclass
from datetime import date

from bot.desk.rota import Pen, Roster
from bot.desk.rota_clock import RotaClock
from bot.domain import absences, swaps
from bot.domain.absence import Absence, AbsenceBackwards, AbsencePast, NotInRota
from bot.domain.acts import Act
from bot.domain.book import Book
from bot.domain.calendar import local_day, monday_of
from bot.domain.duty import Duty, duties
from bot.domain.policy import House
from bot.domain.ports import Clock
from bot.domain.rota import Rota
from bot.domain.swap import NoWeekToSwap, Swap, SwapOutdated
from bot.domain.week import Week

OFFERED_WEEKS = 26


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """«Proposer un échange», as filled in; both weeks are Mondays."""

    origin: str
    by: str
    mine: date
    theirs: date
    word: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave:
    """«Déclarer une absence», as filled in; both days are inclusive."""

    origin: str
    by: str
    person: str
    start: date
    until: date


class ExchangeDesk:
    """Every method is one durable change; the running week follows at once."""

    def __init__(
        self, *, roster: Roster, pen: Pen, rota_clock: RotaClock, plan: Rota, house: House, clock: Clock
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._rota_clock = rota_clock
        self._plan = plan
        self._house = house
        self._clock = clock

    async def offered(self, by: str) -> tuple[list[Duty], list[Duty]]:
        """The weeks that a person can give, and those of others that they can ask for.

        Raises:
            NoWeekToSwap: there are none.
        """
        coming = await self._roster.coming(OFFERED_WEEKS)
        mine = [duty for duty in coming if duty.person == by]
        theirs = [duty for duty in coming if duty.person not in {None, by}]
        if not mine or not theirs:
            raise NoWeekToSwap
        return mine, theirs

    async def propose(self, offer: Offer) -> None:
        act = Act(self._clock.now(), offer.by)

        def rule(week: Week, book: Book) -> Week:
            holder = _holder(book, offer.theirs)
            swap = Swap(
                id="",
                asked=act,
                to=holder,
                mine=offer.mine,
                theirs=offer.theirs,
                word=offer.word,
                origin=offer.origin,
            )
            return swaps.propose(week, book, swap, self._house)

        await self._pen.write(offer.mine, rule)

    async def accept(self, monday: date, id: str, by: str) -> None:
        act = Act(self._clock.now(), by)
        await self._pen.write(monday, lambda week, book: swaps.accept(week, book, id, act, self._house))
        await self._rota_clock.amend(by)

    async def decline(self, monday: date, id: str, by: str) -> None:
        act = Act(self._clock.now(), by)
        await self._pen.write(monday, lambda week, _: swaps.decline(week, id, act))

    async def withdraw(self, monday: date, id: str, by: str) -> None:
        act = Act(self._clock.now(), by)
        await self._pen.write(monday, lambda week, _: swaps.withdraw(week, id, act))

    async def declare(self, leave: Leave) -> None:
        """An absence of who declares it, or of a colleague."""
        now = self._clock.now()
        today = local_day(now, self._house.zone)
        if leave.person not in self._plan.members:
            raise NotInRota
        if leave.until < leave.start:
            raise AbsenceBackwards
        if leave.until < today:
            raise AbsencePast
        start = max(leave.start, monday_of(today))  # weeks that are over stay as they were
        absence = Absence(
            id="",
            person=leave.person,
            start=start,
            until=leave.until,
            act=Act(now, leave.by),
            origin=leave.origin,
        )
        await self._pen.write(
            monday_of(start), lambda week, book: absences.declare(week, book, absence, self._house)
        )
        await self._rota_clock.amend(leave.by)

    async def take_back(self, monday: date, id: str, by: str) -> None:
        """Removes an absence."""
        act = Act(self._clock.now(), by)
        await self._pen.write(monday, lambda week, book: absences.take_back(week, book, id, act, self._house))
        await self._rota_clock.amend(by)


def _holder(book: Book, monday: date) -> str:
    person = duties(book, monday, 1)[0].person
    if person is None:
        raise SwapOutdated
    return person
