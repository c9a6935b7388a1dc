"""A rota that lives: weeks pass, are announced or missed; people are absent, swap, come and leave."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.policy import Channels, Policy, monday_to_friday
from bot.domain.refusals import Refusal
from bot.domain.rota import absences, announcements, swaps
from bot.domain.rota.schedule import Schedule, Shift, shift_of, shifts
from bot.domain.rota.week import Absence, Swap, Week
from bot.domain.rota.working_weeks import WEEK, monday_of
from bot.domain.stamp import Stamp

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
ABC = ALICE, BRUNO, CHLOE = ("U0ALICE", "U0BRUNO", "U0CHLOE")
PEOPLE = tuple(f"U{n}" for n in range(7))
POLICY = Policy(channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"), zone=PARIS)


class History:
    """The weeks as the services would write them; each thing is done a second later, on the running week's Tuesday."""

    def __init__(self, members: Sequence[str] = ABC, monday: date = MONDAY) -> None:
        self.members = tuple(members)
        self.this_week = monday
        self.weeks: dict[date, Week] = {}
        self._seconds = itertools.count()

    @property
    def now(self) -> datetime:
        nine = datetime.combine(self.this_week + timedelta(days=1), time(9), UTC)
        return nine + timedelta(seconds=next(self._seconds))

    def stamp(self, by: str = "U0ALICE") -> Stamp:
        return Stamp(self.now, by)

    def schedule(self) -> Schedule:
        return Schedule(
            list(self.weeks.values()),
            members=self.members,
            this_week=self.this_week,
            is_working=monday_to_friday,
        )

    def week(self, monday: date) -> Week:
        return self.weeks.get(monday, Week(monday=monday))

    def who(self, monday: date) -> str | None:
        return shift_of(self.schedule(), monday).person

    def plan(self, weeks: int = 40) -> list[Shift]:
        return shifts(self.schedule(), self.this_week, weeks)

    def people(self, weeks: int = 40) -> list[str | None]:
        return [shift.person for shift in self.plan(weeks)]

    def announce(self) -> None:
        week = self.week(self.this_week)
        self.weeks[week.monday] = announcements.announced(
            week, self.schedule().replacing(week), self.now, POLICY, "S0N1"
        )

    def amend(self) -> None:
        week = self.week(self.this_week)
        if week.announced:
            self.weeks[week.monday] = announcements.amended(week, self.schedule(), self.stamp(""), POLICY)

    def pass_week(self) -> None:
        self.this_week += WEEK

    def declare(self, person: str, start: date, until: date | None, *, gone: bool = False) -> Absence:
        monday = monday_of(start)
        absence = Absence(id="", person=person, start=start, until=until, stamp=self.stamp(), gone=gone)
        week = self.week(monday)
        self.weeks[monday] = absences.declare(week, self.schedule().replacing(week), absence, POLICY)
        self.amend()
        return self.weeks[monday].absences[-1]

    def away(self, person: str, monday: date, weeks: int = 1) -> Absence:
        return self.declare(person, monday, monday + weeks * WEEK - timedelta(days=3))

    def remove(self, absence: Absence) -> None:
        monday = monday_of(absence.start)
        week = self.weeks[monday]
        self.weeks[monday] = absences.remove(week, self.schedule(), absence.id, self.stamp(), POLICY)
        self.amend()

    def propose(self, mine: date, theirs: date) -> Swap:
        schedule = self.schedule()
        asks, to = shift_of(schedule, mine).person, shift_of(schedule, theirs).person
        assert asks
        assert to
        week = self.week(mine)
        origin = f"view:{len(week.swaps)}"
        swap = Swap(id="", asked=self.stamp(asks), to=to, mine=mine, theirs=theirs, origin=origin)
        self.weeks[mine] = swaps.propose(week, schedule.replacing(week), swap, POLICY)
        return self.weeks[mine].swaps[-1]

    def accept(self, swap: Swap) -> None:
        week = self.weeks[swap.mine]
        self.weeks[swap.mine] = swaps.accept(week, self.schedule(), swap.id, self.stamp(swap.to), POLICY)
        self.amend()

    def swap(self, mine: date, theirs: date) -> Swap:
        swap = self.propose(mine, theirs)
        self.accept(swap)
        return swap


def begun() -> History:
    """Alice has the running week, which is announced; Bruno and Chloé follow."""
    history = History((ALICE, BRUNO, CHLOE))
    while history.who(history.this_week) != ALICE:
        history.pass_week()
    history.announce()
    return history


@dataclass(frozen=True)
class Step:
    """One thing that happens; numbers are taken modulo what there is."""

    kind: str
    who: int
    first: int
    second: int


WHATS = (
    "announce",
    "announce",
    "announce",
    "miss",
    "away",
    "away",
    "away",
    "back",
    "swap",
    "swap",
    "members",
)
STEPS = st.builds(Step, st.sampled_from(WHATS), st.integers(0, 999), st.integers(0, 11), st.integers(0, 11))
MEMBERS = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=6, unique=True).map(tuple)
HISTORIES = st.lists(STEPS, max_size=25)


def happen(history: History, step: Step, members: Sequence[tuple[str, ...]]) -> None:
    """What the rules refuse does not happen."""
    first = history.this_week + step.first * WEEK
    second = history.this_week + step.second * WEEK
    person = history.members[step.who % len(history.members)]
    try:
        match step.kind:
            case "announce":
                history.announce()
                history.pass_week()
            case "miss":
                history.pass_week()
            case "away":
                history.away(person, first, 1 + step.second % 4)
            case "back":
                known = [a for w in history.weeks.values() for a in w.absences if not a.removed]
                if known:
                    history.remove(known[step.who % len(known)])
            case "swap" if first != second and history.who(first) != history.who(second):
                if history.who(first) and history.who(second):
                    history.swap(first, second)
            case "members":
                history.members = members[step.who % len(members)]
    except Refusal:
        return


def lived(members: Sequence[tuple[str, ...]], steps: Sequence[Step]) -> History:
    history = History(members[0])
    for step in steps:
        happen(history, step, members)
    return history
