"""Week: one document for who is level 1 in a week, how it is announced, and the absences and swaps that begin in it.

Announced weeks are a ledger; a week that is not announced yet only holds facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.outbox.notice import EDITABLE, Fact, Notice, NoticeKey, NoticeKind, Notices, Queue
from bot.domain.outbox.visitor import DocumentVisitor
from bot.domain.refusals import Refusal
from bot.domain.rota.working_weeks import WEEK, IsWorking, instant_of, local_day, monday_of, working_days
from bot.domain.stamp import SYSTEM, Stamp
from bot.domain.telephony.ring import Ring


class NotInRota(Refusal):
    field = "person"


class AbsencePast(Refusal):
    field = "until"


class AbsenceBackwards(Refusal):
    field = "until"


class AbsenceRemoved(Refusal):
    """It was taken back already, or there never was one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """From `start` to `until`, both inclusive; `until` is None while nobody knows.

    `id` is unique within the week that holds it, `origin` names the form that declared it. `gone` is someone whose
    Slack account is deactivated: they will not come back to pay a debt. One that was taken back counts no more
    from `void_from` on; the weeks before stay as they were.
    """

    id: str
    person: str
    start: date
    until: date | None
    stamp: Stamp
    origin: str = ""
    gone: bool = False
    removed: Stamp | None = None
    void_from: date | None = None

    def is_over(self, day: date) -> bool:
        return self.removed is not None or (self.until is not None and self.until < day)

    def covers(self, monday: date, is_working: IsWorking) -> bool:
        """Whole weeks: one working day is enough."""
        if self.void_from and monday >= self.void_from:
            return False
        days = working_days(monday, is_working)
        return any(self.start <= day and (self.until is None or day <= self.until) for day in days)

    def taken_back(self, stamp: Stamp, day: date) -> Self:
        return replace(self, removed=stamp, void_from=monday_of(day))


class WeekNotFree(Refusal):
    """Somebody is level 1 in that week."""

    field = "person"


class NoWeekToSwap(Refusal):
    """Who asks has no week to come, or nobody else has one."""


class SwapImpossible(Refusal):
    """One of the two is absent in the week that they would take."""

    field = "theirs"


class SwapOutdated(Refusal):
    """The weeks are no longer those of the two."""


class SwapUnknown(Refusal):
    pass


@dataclass(eq=False)
class SwapOfAnother(Refusal):
    by: str | None


@dataclass(eq=False)
class SwapSettled(Refusal):
    by: str | None


class SwapOutcome(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap:
    """`asked.by` gives the week `mine` and takes `theirs`, which is `to`'s; both are Mondays.

    `id` is unique within the week that holds it, `origin` names the form that proposed it.
    """

    id: str
    asked: Stamp
    to: str
    mine: date
    theirs: date
    word: str | None = None
    origin: str = ""
    outcome: SwapOutcome | None = None
    settled: Stamp | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def accepted_at(self) -> datetime | None:
        return self.settled.at if self.settled and self.outcome is SwapOutcome.ACCEPTED else None

    def lapses_at(self, zone: ZoneInfo) -> datetime:
        """When the sooner week begins; when it ends, for one that had begun before the proposal."""
        sooner = min(self.mine, self.theirs)
        if sooner <= monday_of(local_day(self.asked.at, zone)):
            sooner += WEEK
        return instant_of(sooner, time(), zone)

    def accept(self, stamp: Stamp) -> Self:
        return self._settle(SwapOutcome.ACCEPTED, stamp, self.to)

    def decline(self, stamp: Stamp) -> Self:
        return self._settle(SwapOutcome.DECLINED, stamp, self.to)

    def withdraw(self, stamp: Stamp) -> Self:
        return self._settle(SwapOutcome.WITHDRAWN, stamp, self.asked.by)

    def lapse(self, at: datetime, zone: ZoneInfo) -> Self:
        """Unchanged where it is settled, or not time yet."""
        if not self.is_open or at < self.lapses_at(zone):
            return self
        return replace(self, outcome=SwapOutcome.LAPSED, settled=Stamp(at, SYSTEM))

    def _settle(self, outcome: SwapOutcome, stamp: Stamp, who: str) -> Self:
        if stamp.by != who:
            raise SwapOfAnother(who)
        if self.outcome is outcome:
            return self
        if self.settled:
            raise SwapSettled(self.settled.by or None)
        return replace(self, outcome=outcome, settled=stamp)


Debts = tuple[tuple[str, str], ...]
"""Who owes a week, and to whom; the oldest first."""

T = TypeVar("T")

ViewedWeeks = tuple[tuple[date, str | None], ...]
"""The weeks that somebody was shown, and who had them."""


@dataclass(frozen=True, slots=True)
class Designation:
    """Who was chosen for a week in which nobody is free, by whom and when."""

    person: str
    stamp: Stamp


class AssignmentReason(StrEnum):
    """Why somebody is level 1 in a week."""

    TURN = "turn"
    SWAP = "swap"
    DEBT = "debt"
    ABSENCE = "absence"
    GONE = "gone"
    DESIGNATED = "designated"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class WeekChange:
    """How an announced week changed; `by` is CLOCK where nobody did it."""

    at: datetime
    by: str
    before: str | None
    after: str | None
    reason: AssignmentReason


@dataclass(frozen=True, slots=True)
class Reassignment:
    """A week that went from one to another when the fact `cause` was written down."""

    cause: str
    monday: date
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """The account manager's word that a client's month is right.

    Attributes:
        month: `2026-11`.
        client: the client's code.
        stamp: who gave it, and when.
        lines: what it covers: a summary of each call, by number (`statements.summary_of`).
    """

    month: str
    client: str
    stamp: Stamp
    lines: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """`monday` is a date, never an ISO number. `turn` is whose turn it was, `person` who is level 1.

    `members` are frozen in turn order as they were, `owed` are the debts that the week began with, `debts` those
    that it leaves, `follows` who is next as the topic says. `designation` counts where nobody is free.
    `last_viewed` is what each person was last shown. `validations` are those of the month that ends in this week or
    just before it, oldest first (adr 0024).
    """

    monday: date
    turn: str | None = None
    person: str | None = None
    members: tuple[str, ...] = ()
    reason: AssignmentReason = AssignmentReason.TURN
    instead_of: str | None = None
    owed: Debts = ()
    debts: Debts = ()
    follows: str | None = None
    designation: Designation | None = None
    changes: tuple[WeekChange, ...] = ()
    absences: tuple[Absence, ...] = ()
    swaps: tuple[Swap, ...] = ()
    moves: tuple[Reassignment, ...] = ()
    last_viewed: Mapping[str, ViewedWeeks] = field(default_factory=dict)
    version: int = 0
    announced: datetime | None = None
    notices: Notices = ()
    validations: tuple[Validation, ...] = ()
    rings: tuple[Ring, ...] = ()
    rings_begun: int = 0

    @property
    def id(self) -> str:
        return week_id(self.monday)

    def absence(self, id: str) -> Absence:
        found = next((absence for absence in self.absences if absence.id == id), None)
        if found is None:
            raise AbsenceRemoved
        return found

    def swap(self, id: str) -> Swap:
        found = next((swap for swap in self.swaps if swap.id == id), None)
        if found is None:
            raise SwapUnknown
        return found

    def ring(self, call_id: str) -> Ring | None:
        """The ring of this call of the exchange; None where the week holds none."""
        return next((ring for ring in self.rings if ring.call_id == call_id), None)

    def moved_by(self, cause: str) -> tuple[Reassignment, ...]:
        return tuple(move for move in self.moves if move.cause == cause)

    def with_notices(self, notices: Notices) -> Self:
        """The week with these notices in the place of its own."""
        return replace(self, notices=notices)

    def with_validation(self, validation: Validation) -> Self:
        """The week with one more validation."""
        return replace(self, validations=(*self.validations, validation))

    def with_revised(self, chosen: Callable[[Notice], bool]) -> Self:
        """The week whose chosen notices are to show what is true now; the same object where there are none."""
        if not any(chosen(notice) for notice in self.notices):
            return self
        return replace(
            self,
            notices=tuple(replace(n, revision=n.revision + 1) if chosen(n) else n for n in self.notices),
        )

    def accept(self, visitor: DocumentVisitor[T], notice: Notice) -> T:
        """What the visitor makes of one of this week's notices."""
        return visitor.week(self, notice)

    def enqueue(self, kind: NoticeKind, *, queue: Queue, to: str, due: datetime, **facts: Fact) -> Self:
        """Promises one more notice, with the next key of its kind."""
        n = 1 + sum(other.kind is kind for other in self.notices)
        notice = Notice(
            key=NoticeKey(self.id, 1, kind, n), kind=kind, queue=queue, to=to, due=due, facts=facts
        )
        return replace(self, notices=(*self.notices, notice))

    def direct_message(self, person: str, kind: NoticeKind, /, *, due: datetime, **facts: Fact) -> Self:
        """By direct message."""
        return self.enqueue(kind, queue=Queue.direct_message(person), to=person, due=due, **facts)

    def refreshed(self, fact: str, id: str) -> Self:
        """The standing messages about one absence or swap are to show what is true now."""
        notices = tuple(
            replace(n, revision=n.revision + 1) if n.kind in EDITABLE and n.facts.get(fact) == id else n
            for n in self.notices
        )
        return replace(self, notices=notices)


_ID_PREFIX = "week:"


def week_id(monday: date) -> str:
    return f"{_ID_PREFIX}{monday.isoformat()}"


def is_week_id(id: str) -> bool:
    """Whether a document's id is a week's rather than a call's number."""
    return id.startswith(_ID_PREFIX)
