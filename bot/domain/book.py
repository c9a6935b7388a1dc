"""The book of the rota: the ledger of announced weeks, and all the facts that decide who takes the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.absence import Absence
from bot.domain.calendar import IsWorking
from bot.domain.swap import Swap
from bot.domain.week import Week


@dataclass(frozen=True, slots=True)
class Pin:
    """An accepted swap's say on one week: `before` had it, `after` takes it."""

    before: str
    after: str


class Book:
    """As it stands in `this_week`, a Monday; `weeks` are all there are, `members` the turn order as configured."""

    def __init__(
        self, weeks: Sequence[Week], *, members: Sequence[str], this_week: date, is_working: IsWorking
    ) -> None:
        self.weeks = tuple(sorted(weeks, key=lambda week: week.monday))
        self.members = tuple(members)
        self.this_week = this_week
        self.is_working = is_working
        self.announced = {week.monday: week for week in self.weeks if week.announced}
        self._pins = _pins(self.swaps())
        self._away: dict[str, list[Absence]] = {}
        for absence in self.absences():
            self._away.setdefault(absence.person, []).append(absence)

    def absences(self) -> Iterator[Absence]:
        return (absence for week in self.weeks for absence in week.absences)

    def swaps(self) -> Iterator[Swap]:
        return (swap for week in self.weeks for swap in week.swaps)

    def pins(self, monday: date) -> Sequence[Pin]:
        """In the order in which they were accepted."""
        return self._pins.get(monday, ())

    def is_free(self, person: str, monday: date) -> bool:
        return not any(a.covers(monday, self.is_working) for a in self._away.get(person, ()))

    def is_gone(self, person: str, monday: date) -> bool:
        away = self._away.get(person, ())
        return any(a.gone and a.covers(monday, self.is_working) for a in away)

    def is_past(self, monday: date) -> bool:
        """Over, or followed by an announced week: nothing changes it any more."""
        return monday < max([self.this_week, *self.announced])

    def replacing(self, week: Week) -> "Book":
        """With this week in the place of the one of its Monday."""
        others = [w for w in self.weeks if w.monday != week.monday]
        return Book(
            [*others, week], members=self.members, this_week=self.this_week, is_working=self.is_working
        )


def _pins(swaps: Iterator[Swap]) -> dict[date, list[Pin]]:
    held: list[tuple[datetime, Swap]] = [(at, swap) for swap in swaps if (at := swap.accepted_at)]
    found: dict[date, list[Pin]] = {}
    for _, swap in sorted(held, key=lambda one: (one[0], one[1].mine, one[1].id)):
        found.setdefault(swap.mine, []).append(Pin(swap.asked.by, swap.to))
        found.setdefault(swap.theirs, []).append(Pin(swap.to, swap.asked.by))
    return found
