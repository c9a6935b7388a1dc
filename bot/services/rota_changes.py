"""Absences and swaps, as people declare, propose and answer them."""

from dataclasses import dataclass
from datetime import date

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock
from bot.domain.rota import absences, swaps
from bot.domain.rota.schedule import Schedule, Shift, shifts
from bot.domain.rota.week import (
    Absence,
    AbsenceBackwards,
    AbsencePast,
    NotInRota,
    NoWeekToSwap,
    Swap,
    SwapOutdated,
    Week,
)
from bot.domain.rota.working_weeks import local_day, monday_of
from bot.domain.stamp import Stamp
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_upkeep import RotaUpkeep

OFFERED_WEEKS = 26


@dataclass(frozen=True, kw_only=True, slots=True)
class SwapRequest:
    """«Proposer un échange», as filled in; both weeks are Mondays."""

    origin: str
    by: str
    mine: date
    theirs: date
    word: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsenceRequest:
    """«Déclarer une absence», as filled in; both days are inclusive."""

    origin: str
    by: str
    person: str
    start: date
    until: date


class RotaService:
    """Every method is one durable change; the running week follows at once."""

    def __init__(
        self,
        *,
        roster: RotaReader,
        pen: RotaWriter,
        rota_clock: RotaUpkeep,
        plan: RotaPolicy,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._rota_clock = rota_clock
        self._plan = plan
        self._policy = policy
        self._clock = clock

    async def offered(self, by: str) -> tuple[list[Shift], list[Shift]]:
        """The weeks that a person can give, and those of others that they can ask for.

        Raises:
            NoWeekToSwap: there are none.
        """
        coming = await self._roster.coming(OFFERED_WEEKS)
        mine = [shift for shift in coming if shift.person == by]
        theirs = [shift for shift in coming if shift.person not in {None, by}]
        if not mine or not theirs:
            raise NoWeekToSwap
        return mine, theirs

    async def propose(self, offer: SwapRequest) -> None:
        stamp = Stamp(self._clock.now(), offer.by)

        def rule(week: Week, schedule: Schedule) -> Week:
            holder = _holder(schedule, offer.theirs)
            swap = Swap(
                id="",
                asked=stamp,
                to=holder,
                mine=offer.mine,
                theirs=offer.theirs,
                word=offer.word,
                origin=offer.origin,
            )
            return swaps.propose(week, schedule, swap, self._policy)

        await self._pen.write(offer.mine, rule)

    async def accept(self, monday: date, id: str, by: str) -> None:
        stamp = Stamp(self._clock.now(), by)
        await self._pen.write(
            monday, lambda week, schedule: swaps.accept(week, schedule, id, stamp, self._policy)
        )
        await self._rota_clock.amend(by)

    async def decline(self, monday: date, id: str, by: str) -> None:
        stamp = Stamp(self._clock.now(), by)
        await self._pen.write(monday, lambda week, _: swaps.decline(week, id, stamp))

    async def withdraw(self, monday: date, id: str, by: str) -> None:
        stamp = Stamp(self._clock.now(), by)
        await self._pen.write(monday, lambda week, _: swaps.withdraw(week, id, stamp))

    async def declare(self, leave: AbsenceRequest) -> None:
        """An absence of who declares it, or of a colleague."""
        now = self._clock.now()
        today = local_day(now, self._policy.zone)
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
            stamp=Stamp(now, leave.by),
            origin=leave.origin,
        )
        await self._pen.write(
            monday_of(start), lambda week, schedule: absences.declare(week, schedule, absence, self._policy)
        )
        await self._rota_clock.amend(leave.by)

    async def take_back(self, monday: date, id: str, by: str) -> None:
        """Removes an absence."""
        stamp = Stamp(self._clock.now(), by)
        await self._pen.write(
            monday, lambda week, schedule: absences.take_back(week, schedule, id, stamp, self._policy)
        )
        await self._rota_clock.amend(by)


def _holder(schedule: Schedule, monday: date) -> str:
    person = shifts(schedule, monday, 1)[0].person
    if person is None:
        raise SwapOutdated
    return person
