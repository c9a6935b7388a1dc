"""Week: one document for who is level 1 in a week, how it is announced, and the absences and swaps that begin in it.

Announced weeks are a ledger; a week that is not announced yet only holds facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from bot.domain.absence import Absence, AbsenceRemoved
from bot.domain.notice import LIVING, Fact, Notice, Notices, What
from bot.domain.policy import House
from bot.domain.swap import Swap, SwapUnknown

Debts = tuple[tuple[str, str], ...]
"""Who owes a week, and to whom; the oldest first."""

Seen = tuple[tuple[date, str | None], ...]
"""The weeks that somebody was shown, and who had them."""


class Why(StrEnum):
    """Why somebody is level 1 in a week."""

    TURN = "turn"
    SWAP = "swap"
    DEBT = "debt"
    ABSENCE = "absence"
    GONE = "gone"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Change:
    """How an announced week changed; `by` is CLOCK where nobody did it."""

    at: datetime
    by: str
    before: str | None
    after: str | None
    why: Why


@dataclass(frozen=True, slots=True)
class Move:
    """A week that went from one to another when the fact `cause` was written down."""

    cause: str
    monday: date
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """`monday` is a date, never an ISO number. `turn` is whose turn it was, `person` who is level 1.

    `members` are frozen in turn order as they were, `owed` are the debts that the week began with, `debts` those
    that it leaves, `follows` who is next as the topic says. `looks` is what each person was last shown.
    """

    monday: date
    turn: str | None = None
    person: str | None = None
    members: tuple[str, ...] = ()
    why: Why = Why.TURN
    instead_of: str | None = None
    owed: Debts = ()
    debts: Debts = ()
    follows: str | None = None
    changes: tuple[Change, ...] = ()
    absences: tuple[Absence, ...] = ()
    swaps: tuple[Swap, ...] = ()
    moves: tuple[Move, ...] = ()
    looks: Mapping[str, Seen] = field(default_factory=dict)
    schema: int = 1
    version: int = 0
    announced: datetime | None = None
    notices: Notices = ()

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

    def moved_by(self, cause: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.cause == cause)

    def say(self, what: What, *, lane: str, to: str, due: datetime, **facts: Fact) -> Self:
        n = 1 + sum(notice.what is what for notice in self.notices)
        key = f"{self.id}/1/{what}/{n}"
        notice = Notice(key=key, what=what, lane=lane, to=to, due=due, facts=facts)
        return replace(self, notices=(*self.notices, notice))

    def tell(self, person: str, what: What, /, *, due: datetime, **facts: Fact) -> Self:
        """By direct message."""
        return self.say(what, lane=f"dm:{person}", to=person, due=due, **facts)

    def redrawn(self, fact: str, id: str) -> Self:
        """The standing messages about one absence or swap are to show what is true now."""
        notices = tuple(
            replace(n, face=n.face + 1) if n.what in LIVING and n.facts.get(fact) == id else n
            for n in self.notices
        )
        return replace(self, notices=notices)


def week_id(monday: date) -> str:
    return f"week:{monday.isoformat()}"


def announce(
    week: Week, at: datetime, house: House, usergroup: str | None, refused: Mapping[What, str] | None = None
) -> Week:
    """Promises the announcement, what its technician must have at hand, and the topic and user group that follow.

    Args:
        week: with the person that it is announced for.
        at: now.
        house: where it is said.
        usergroup: the one that follows, if any.
        refused: the settings that Slack refused last week, and how: that is not told again.
    """
    known = refused or {}
    week = replace(week, announced=at).say(What.WEEK, lane="service", to=house.channels.service, due=at)
    week = week.say(What.TOPIC, lane="topic", to=house.channels.support, due=at, known=known.get(What.TOPIC))
    person = week.person
    if person is None:
        return tell_lead(week, at, house)
    if usergroup:
        week = week.say(
            What.USERGROUP, lane="usergroup", to=usergroup, due=at, known=known.get(What.USERGROUP)
        )
    return week.tell(person, What.DUTY, due=at, before=None)


def tell_lead(week: Week, at: datetime, house: House, of: date | None = None) -> Week:
    """Nobody is free: somebody has to find somebody."""
    lead = house.ladder.lead
    if lead is None:
        return week
    monday = of or week.monday
    return week.tell(lead, What.ROTA_LINE, due=at, event="nobody", monday=monday.isoformat())
