"""Absences and swaps, as people declare, propose and answer them in Slack."""

from dataclasses import dataclass
from datetime import date

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock
from bot.domain.rota import absences, announcements, swaps
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

SWAPPABLE_WEEKS = 26
"""How many weeks ahead a swap can reach."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SwapRequest:
    """The form «Proposer un échange».

    Attributes:
        origin: names the form, and is unique to it: one origin proposes one swap.
        by: Slack id of who proposes.
        mine: the Monday of the week that they give.
        theirs: the Monday of the week that they take.
        word: what they write to the other person; None for nothing.
    """

    origin: str
    by: str
    mine: date
    theirs: date
    word: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsenceRequest:
    """The form «Déclarer une absence».

    Attributes:
        origin: names the form, and is unique to it: one origin declares one absence.
        by: Slack id of who declares it.
        person: Slack id of who is absent.
        start: the first day of the absence.
        until: the last day of the absence.
    """

    origin: str
    by: str
    person: str
    start: date
    until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaService:
    """Absences and swaps: every method that writes is one durable change, and the running week follows it at once.

    Every one raises the `Refusal` of its rule, `TooBusy`, or `StoreRefused` when the store is not writable.
    """

    rota: RotaReader
    rota_writer: RotaWriter
    upkeep: RotaUpkeep
    rota_policy: RotaPolicy
    policy: Policy
    clock: Clock

    async def swappable(self, by: str) -> tuple[list[Shift], list[Shift]]:
        """The weeks that a person can give in a swap, and those of others that they can ask for.

        Raises:
            NoWeekToSwap: there are none.
        """
        coming = await self.rota.coming(SWAPPABLE_WEEKS)
        mine = [shift for shift in coming if shift.person == by]
        theirs = [shift for shift in coming if shift.person not in {None, by}]
        if not mine or not theirs:
            raise NoWeekToSwap
        return mine, theirs

    async def propose(self, form: SwapRequest) -> None:
        """Asks the person who has the week `theirs` to swap it for `mine`."""
        stamp = Stamp(self.clock.now(), form.by)

        def rule(week: Week, schedule: Schedule) -> Week:
            swap = Swap(
                id="",
                asked=stamp,
                to=_person_of(schedule, form.theirs),
                mine=form.mine,
                theirs=form.theirs,
                word=form.word,
                origin=form.origin,
            )
            return swaps.propose(week, schedule, swap, self.policy)

        await self.rota_writer.write(form.mine, rule)

    async def accept(self, monday: date, id: str, by: str) -> None:
        """Accepts the swap with this id of the week of that Monday; the two weeks change hands."""
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(
            monday, lambda week, schedule: swaps.accept(week, schedule, id, stamp, self.policy)
        )
        await self.upkeep.update_running_week(by)

    async def decline(self, monday: date, id: str, by: str) -> None:
        """Declines a swap; `by` is who was asked."""
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(monday, lambda week, _: swaps.decline(week, id, stamp))

    async def withdraw(self, monday: date, id: str, by: str) -> None:
        """Withdraws a swap; `by` is who proposed it."""
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(monday, lambda week, _: swaps.withdraw(week, id, stamp))

    async def declare(self, form: AbsenceRequest) -> None:
        """Records an absence of who declares it, or of a colleague.

        Raises:
            NotInRota: the person is no member of the rota.
            AbsenceBackwards: it ends before it begins.
            AbsencePast: it is over.
        """
        now = self.clock.now()
        today = local_day(now, self.policy.zone)
        if form.person not in self.rota_policy.members:
            raise NotInRota
        if form.until < form.start:
            raise AbsenceBackwards
        if form.until < today:
            raise AbsencePast
        start = max(form.start, monday_of(today))  # weeks that are over stay as they were
        absence = Absence(
            id="",
            person=form.person,
            start=start,
            until=form.until,
            stamp=Stamp(now, form.by),
            origin=form.origin,
        )
        await self.rota_writer.write(
            monday_of(start), lambda week, schedule: absences.declare(week, schedule, absence, self.policy)
        )
        await self.upkeep.update_running_week(form.by)

    async def designate(self, monday: date, by: str, person: str) -> None:
        """Chooses a member for the week of that Monday, in which nobody is free.

        Raises:
            NotInRota: the person is no member.
            WeekNotFree: somebody is level 1 in that week.
        """
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(
            monday, lambda week, schedule: announcements.designate(week, schedule, stamp, person)
        )
        await self.upkeep.update_running_week(by)

    async def remove_absence(self, monday: date, id: str, by: str) -> None:
        """Removes the absence with this id of the week of that Monday, and gives back the weeks that it moved."""
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(
            monday, lambda week, schedule: absences.remove(week, schedule, id, stamp, self.policy)
        )
        await self.upkeep.update_running_week(by)


def _person_of(schedule: Schedule, monday: date) -> str:
    person = shifts(schedule, monday, 1)[0].person
    if person is None:
        raise SwapOutdated
    return person
