"""The schedule of the rota: the weeks that are announced, and all that decides who is level 1 in the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.rota.week import Absence, AssignmentReason, Debts, Swap, Week
from bot.domain.rota.working_weeks import WEEK, IsWorking


@dataclass(frozen=True, slots=True)
class Override:
    """An accepted swap, for one of its two weeks: `before` had the week, `after` has it now (Slack ids)."""

    before: str
    after: str


class Schedule:
    """All that is known of the rota at one time.

    Attributes:
        weeks: all there are, oldest first.
        members: Slack ids in turn order, as configured now.
        this_week: the Monday of the running week.
        is_working: whether a day is a working day.
        announced: the announced weeks by their Monday.
    """

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
        """All absences, by the week that holds them."""
        return (absence for week in self.weeks for absence in week.absences)

    def swaps(self) -> Iterator[Swap]:
        """All swaps, open or not, by the week that holds them."""
        return (swap for week in self.weeks for swap in week.swaps)

    def designated(self, monday: date) -> str | None:
        """Who was chosen for the week of that Monday in case that nobody is free; None where nobody was."""
        found = next((week.designation for week in self.weeks if week.monday == monday), None)
        return found.person if found else None

    def overrides(self, monday: date) -> Sequence[Override]:
        """The accepted swaps of the week of that Monday, in the order in which they were accepted."""
        return self._overrides.get(monday, ())

    def is_free(self, person: str, monday: date) -> bool:
        """Whether the person has no absence in the week of that Monday."""
        return not any(a.covers(monday, self.is_working) for a in self._away.get(person, ()))

    def is_gone(self, person: str, monday: date) -> bool:
        """Whether the person's Slack account is deactivated in the week of that Monday."""
        away = self._away.get(person, ())
        return any(a.gone and a.covers(monday, self.is_working) for a in away)

    def is_past(self, monday: date) -> bool:
        """Whether nothing changes the week of that Monday any more: it is over, or a later one is announced."""
        return monday < max([self.this_week, *self.announced])

    def replacing(self, week: Week) -> "Schedule":
        """The schedule with this week in place of the one of its Monday."""
        others = [w for w in self.weeks if w.monday != week.monday]
        return Schedule(
            [*others, week], members=self.members, this_week=self.this_week, is_working=self.is_working
        )


def _overrides(swaps: Iterator[Swap]) -> dict[date, list[Override]]:
    accepted: list[tuple[datetime, Swap]] = [(at, swap) for swap in swaps if (at := swap.accepted_at)]
    found: dict[date, list[Override]] = {}
    for _, swap in sorted(accepted, key=lambda one: (one[0], one[1].mine, one[1].id)):
        found.setdefault(swap.mine, []).append(Override(swap.asked.by, swap.to))
        found.setdefault(swap.theirs, []).append(Override(swap.to, swap.asked.by))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """Who is level 1 in a week, and why. People are Slack ids.

    Attributes:
        monday: the week's first day.
        turn: whose turn it is; None where the rota has no members.
        person: who is level 1; None when nobody is free.
        members: in turn order, as they are for this week.
        reason: why `person` is level 1.
        instead_of: who would have been; None where `person` has their own turn.
        owed: the debts before this week.
        debts: the debts after this week.
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
    """Who is level 1 in the week of that Monday, and why."""
    return shifts(schedule, monday, 1)[0]


def shifts(schedule: Schedule, first: date, weeks: int) -> list[Shift]:
    """The shifts of that many weeks, from the Monday `first` on.

    Announced weeks are as they were written; each other one follows from the week before it.
    """
    wanted = [first + i * WEEK for i in range(weeks)]
    monday = max((m for m in schedule.announced if m <= first), default=_first_known(schedule, first))
    previous: Shift | None = None
    found = []
    while monday <= wanted[-1]:
        week = schedule.announced.get(monday)
        previous = announced_shift(week) if week else _planned(schedule, monday, previous)
        found.append(previous)
        monday += WEEK
    return found[-weeks:]


def announced_shift(week: Week) -> Shift:
    """The shift of an announced week, as it was written."""
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
    """The shift with `person` decided: by the turn, then the week's swaps, then debts, then absences."""
    if base.turn is None:
        return base
    debts = tuple(debt for debt in base.owed if set(debt) <= set(base.members))
    owner, reason = base.turn, AssignmentReason.TURN
    instead_of: str | None = None
    overrides = [override for override in schedule.overrides(base.monday) if override.after in base.members]
    for override in overrides:
        if override.before != owner and override.before in base.members:
            debts = _record_debt(debts, owner, override.before)
        owner, reason, instead_of = override.after, AssignmentReason.SWAP, override.before
    if owner == base.turn:
        reason, instead_of = AssignmentReason.TURN, None
    debtor = None if overrides else _debtor(schedule, base, debts)
    if debtor:
        debts = _record_debt(debts, owner, debtor)
        return replace(base, person=debtor, reason=AssignmentReason.DEBT, instead_of=owner, debts=debts)
    if schedule.is_free(owner, base.monday):
        return replace(base, person=owner, reason=reason, instead_of=instead_of, debts=debts)
    return _with_substitute(schedule, base, owner, debts)


def _first_known(schedule: Schedule, first: date) -> date:
    """Where to begin without an announced week: at the first week of which anything is known, for debts come of it."""
    return min([first, schedule.this_week, *(week.monday for week in schedule.weeks)])


def _planned(schedule: Schedule, monday: date, previous: Shift | None) -> Shift:
    # A past week that was not announced has the members of the week before it, not those of now.
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
    """Counted from a fixed day, so that the first turn does not depend on when it is asked for."""
    return members[((monday.toordinal() - 1) // 7) % len(members)] if members else None


def _next_turn(previous: Shift, members: Sequence[str]) -> str | None:
    """The next member in the order of now; if the last one has left, the next of the former members who stayed."""
    if not members:
        return None
    last, then = previous.turn, previous.members
    if last in members:
        return members[(members.index(last) + 1) % len(members)]
    start = then.index(last) if last in then else 0
    stayed = (then[(start + i) % len(then)] for i in range(1, len(then)))
    return next((person for person in stayed if person in members), members[0])


def _debtor(schedule: Schedule, base: Shift, debts: Debts) -> str | None:
    """Who has owed a week to the one whose turn it is for the longest time, and is free; None without one."""
    owing = (debtor for debtor, creditor in debts if creditor == base.turn)
    return next((debtor for debtor in owing if schedule.is_free(debtor, base.monday)), None)


def _with_substitute(schedule: Schedule, base: Shift, owner: str, debts: Debts) -> Shift:
    start = base.members.index(owner)
    order = [base.members[(start + i) % len(base.members)] for i in range(1, len(base.members))]
    free = next((person for person in order if schedule.is_free(person, base.monday)), None)
    chosen = schedule.designated(base.monday)
    if free is None and chosen in base.members:
        return replace(base, person=chosen, reason=AssignmentReason.DESIGNATED, instead_of=owner, debts=debts)
    if free is None:
        return replace(base, person=None, reason=AssignmentReason.NOBODY, instead_of=owner, debts=debts)
    if schedule.is_gone(owner, base.monday):
        return replace(base, person=free, reason=AssignmentReason.GONE, instead_of=owner, debts=debts)
    return replace(
        base,
        person=free,
        reason=AssignmentReason.ABSENCE,
        instead_of=owner,
        debts=_record_debt(debts, owner, free),
    )


def _record_debt(debts: Debts, owner: str, doer: str) -> Debts:
    """The debts after `doer` does a week of `owner`: their oldest debt to `owner` is paid, else `owner` owes one."""
    paid = (doer, owner)
    if paid not in debts:
        return (*debts, (owner, doer))
    at = debts.index(paid)
    return debts[:at] + debts[at + 1 :]
