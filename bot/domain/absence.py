"""Absence: someone who takes no week between two days, because they said so or because their account is closed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from bot.domain.acts import Act
from bot.domain.calendar import IsWorking, monday_of, working_days
from bot.domain.refusals import Refusal


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
    act: Act
    origin: str = ""
    gone: bool = False
    removed: Act | None = None
    void_from: date | None = None

    def is_over(self, day: date) -> bool:
        return self.removed is not None or (self.until is not None and self.until < day)

    def covers(self, monday: date, is_working: IsWorking) -> bool:
        """Whole weeks: one working day is enough."""
        if self.void_from and monday >= self.void_from:
            return False
        days = working_days(monday, is_working)
        return any(self.start <= day and (self.until is None or day <= self.until) for day in days)

    def taken_back(self, act: Act, day: date) -> Self:
        return replace(self, removed=act, void_from=monday_of(day))
