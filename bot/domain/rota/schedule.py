"""The book of the rota: the ledger of announced weeks, and all the facts that decide who takes the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.rota.week import Absence, AssignmentReason, Debts, Swap, Week
from bot.domain.rota.working_weeks import WEEK, IsWorking


@dataclass(frozen=True, slots=True)
class Override:
    """An accepted swap's say on one week: `before` had it, `after` takes it."""

    before: str
    after: str


class Schedule:
    """As it stands in `this_week`, a Monday; `weeks` are all there are, `members` the turn order as configured."""

    def __init__(
        self, weeks: Sequence[Week], *, members: Sequence[str], this_week: date, is_working: IsWorking
    ) -> None:
        self.weeks = tuple(sorted(weeks, key=lambda week: week.monday))
        self.members = tuple(members)
        self.this_week = this_week
        self.is_working = is_working
        self.announced = {week.monday: week for week in self.weeks if week.announced}
        self._overrides = _overrides(self.swaps())
        self._away: dict[str, list[Absence]] = {}
        for absence in self.absences():
            self._away.setdefault(absence.person, []).append(absence)

    def absences(self) -> Iterator[Absence]:
        return (absence for week in self.weeks for absence in week.absences)

    def swaps(self) -> Iterator[Swap]:
        return (swap for week in self.weeks for swap in week.swaps)

    def overrides(self, monday: date) -> Sequence[Override]:
        """In the order in which they were accepted."""
        return self._overrides.get(monday, ())

    def is_free(self, person: str, monday: date) -> bool:
        return not any(a.covers(monday, self.is_working) for a in self._away.get(person, ()))

    def is_gone(self, person: str, monday: date) -> bool:
        away = self._away.get(person, ())
        return any(a.gone and a.covers(monday, self.is_working) for a in away)

    def is_past(self, monday: date) -> bool:
        """Over, or followed by an announced week: nothing changes it any more."""
        return monday < max([self.this_week, *self.announced])

    def replacing(self, week: Week) -> "Schedule":
        """With this week in the place of the one of its Monday."""
        others = [w for w in self.weeks if w.monday != week.monday]
        return Schedule(
            [*others, week], members=self.members, this_week=self.this_week, is_working=self.is_working
        )


def _overrides(swaps: Iterator[Swap]) -> dict[date, list[Override]]:
    held: list[tuple[datetime, Swap]] = [(at, swap) for swap in swaps if (at := swap.accepted_at)]
    found: dict[date, list[Override]] = {}
    for _, swap in sorted(held, key=lambda one: (one[0], one[1].mine, one[1].id)):
        found.setdefault(swap.mine, []).append(Override(swap.asked.by, swap.to))
        found.setdefault(swap.theirs, []).append(Override(swap.to, swap.asked.by))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """`person` is level 1, in the place of `instead_of` unless it is the plain turn.

    `members` and `owed` are what the week began with, `debts` what it leaves to those after it.
    """

    monday: date
    turn: str | None
    person: str | None
    members: tuple[str, ...]
    reason: AssignmentReason = AssignmentReason.TURN
    instead_of: str | None = None
    owed: Debts = ()
    debts: Debts = ()


def shift_of(schedule: Schedule, monday: date) -> Shift:
    """The one resolver: every surface asks it."""
    return shifts(schedule, monday, 1)[0]


def shifts(schedule: Schedule, first: date, weeks: int) -> list[Shift]:
    """The weeks from `first` on; announced ones answer for themselves, the others follow from those before."""
    wanted = [first + i * WEEK for i in range(weeks)]
    monday = max((m for m in schedule.announced if m <= first), default=_beginning(schedule, first))
    previous: Shift | None = None
    found = []
    while monday <= wanted[-1]:
        week = schedule.announced.get(monday)
        previous = announced_shift(week) if week else _planned(schedule, monday, previous)
        found.append(previous)
        monday += WEEK
    return found[-weeks:]


def announced_shift(week: Week) -> Shift:
    return Shift(
        monday=week.monday,
        turn=week.turn,
        person=week.person,
        members=week.members,
        reason=week.reason,
        instead_of=week.instead_of,
        owed=week.owed,
        debts=week.debts,
    )


def resolved(schedule: Schedule, base: Shift) -> Shift:
    """Who does the week whose turn it is, by what the book says now of its swaps, debts and absences."""
    if base.turn is None:
        return base
    debts = tuple(debt for debt in base.owed if set(debt) <= set(base.members))
    owner, reason = base.turn, AssignmentReason.TURN
    instead_of: str | None = None
    overrides = [override for override in schedule.overrides(base.monday) if override.after in base.members]
    for override in overrides:
        if override.before != owner and override.before in base.members:
            debts = _lend(debts, owner, override.before)
        owner, reason, instead_of = override.after, AssignmentReason.SWAP, override.before
    if owner == base.turn:
        reason, instead_of = AssignmentReason.TURN, None
    payer = None if overrides else _payer(schedule, base, debts)
    if payer:
        debts = _lend(debts, owner, payer)
        return replace(base, person=payer, reason=AssignmentReason.DEBT, instead_of=owner, debts=debts)
    if schedule.is_free(owner, base.monday):
        return replace(base, person=owner, reason=reason, instead_of=instead_of, debts=debts)
    return _replaced(schedule, base, owner, debts)


def _beginning(schedule: Schedule, first: date) -> date:
    """Where to begin without a ledger: where the first fact is known, for a debt may come of it."""
    return min([first, schedule.this_week, *(week.monday for week in schedule.weeks)])


def _planned(schedule: Schedule, monday: date, previous: Shift | None) -> Shift:
    # A week that was missed has the members of the one before it: those of now were not there yet.
    members = previous.members if previous and schedule.is_past(monday) else schedule.members
    owed = previous.debts if previous else ()
    turn = _next_turn(previous, members) if previous and previous.turn else _first_turn(monday, members)
    base = Shift(
        monday=monday,
        turn=turn,
        person=None,
        members=members,
        reason=AssignmentReason.NOBODY,
        owed=owed,
        debts=owed,
    )
    return resolved(schedule, base)


def _first_turn(monday: date, members: Sequence[str]) -> str | None:
    """By a fixed epoch, so that the first week ever is the same whenever it is asked for."""
    return members[((monday.toordinal() - 1) // 7) % len(members)] if members else None


def _next_turn(previous: Shift, members: Sequence[str]) -> str | None:
    """The next one in the new order; if the last one left, the next of the members of then who stayed."""
    if not members:
        return None
    last, then = previous.turn, previous.members
    if last in members:
        return members[(members.index(last) + 1) % len(members)]
    start = then.index(last) if last in then else 0
    stayed = (then[(start + i) % len(then)] for i in range(1, len(then)))
    return next((person for person in stayed if person in members), members[0])


def _payer(schedule: Schedule, base: Shift, debts: Debts) -> str | None:
    """Who owes the one whose turn it is a week, for the longest time, and can do it now."""
    owing = (debtor for debtor, creditor in debts if creditor == base.turn)
    return next((debtor for debtor in owing if schedule.is_free(debtor, base.monday)), None)


def _replaced(schedule: Schedule, base: Shift, owner: str, debts: Debts) -> Shift:
    start = base.members.index(owner)
    order = [base.members[(start + i) % len(base.members)] for i in range(1, len(base.members))]
    free = next((person for person in order if schedule.is_free(person, base.monday)), None)
    if free is None:
        return replace(base, person=None, reason=AssignmentReason.NOBODY, instead_of=owner, debts=debts)
    if schedule.is_gone(owner, base.monday):
        return replace(base, person=free, reason=AssignmentReason.GONE, instead_of=owner, debts=debts)
    return replace(
        base, person=free, reason=AssignmentReason.ABSENCE, instead_of=owner, debts=_lend(debts, owner, free)
    )


def _lend(debts: Debts, owner: str, doer: str) -> Debts:
    """`doer` does a week of `owner`'s: that pays the oldest week that they owe, else one is owed to them."""
    paid = (doer, owner)
    if paid not in debts:
        return (*debts, (owner, doer))
    at = debts.index(paid)
    return debts[:at] + debts[at + 1 :]
