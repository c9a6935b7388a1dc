"""Swap: one person offers a week against another's; it holds once that person has accepted."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from bot.domain.acts import CLOCK, Act
from bot.domain.calendar import WEEK, instant_of, local_day, monday_of
from bot.domain.refusals import Refusal


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


class Outcome(StrEnum):
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
    asked: Act
    to: str
    mine: date
    theirs: date
    word: str | None = None
    origin: str = ""
    outcome: Outcome | None = None
    settled: Act | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def accepted_at(self) -> datetime | None:
        return self.settled.at if self.settled and self.outcome is Outcome.ACCEPTED else None

    def lapses_at(self, zone: ZoneInfo) -> datetime:
        """When the sooner week begins; when it ends, for one that had begun before the proposal."""
        sooner = min(self.mine, self.theirs)
        if sooner <= monday_of(local_day(self.asked.at, zone)):
            sooner += WEEK
        return instant_of(sooner, time(), zone)

    def accept(self, act: Act) -> Self:
        return self._settle(Outcome.ACCEPTED, act, self.to)

    def decline(self, act: Act) -> Self:
        return self._settle(Outcome.DECLINED, act, self.to)

    def withdraw(self, act: Act) -> Self:
        return self._settle(Outcome.WITHDRAWN, act, self.asked.by)

    def lapse(self, at: datetime, zone: ZoneInfo) -> Self:
        """Unchanged where it is settled, or not time yet."""
        if not self.is_open or at < self.lapses_at(zone):
            return self
        return replace(self, outcome=Outcome.LAPSED, settled=Act(at, CLOCK))

    def _settle(self, outcome: Outcome, act: Act, who: str) -> Self:
        if act.by != who:
            raise SwapOfAnother(who)
        if self.outcome is outcome:
            return self
        if self.settled:
            raise SwapSettled(self.settled.by or None)
        return replace(self, outcome=outcome, settled=act)
