"""What was measured, beside what it is compared to and the goal of the surface (section 9)."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One line of the table.

    Attributes:
        what: what was measured.
        subject: of which program, or on which store.
        value: in `unit`.
        unit: ms, s, MB or KB.
        base: the same of what it is compared to; None without a comparison.
        against: what it is compared to; empty without a comparison.
        goal: the highest ratio to `base` that is aimed at, or without one the highest value; None without a goal.
    """

    what: str
    subject: str
    value: float
    unit: str
    base: float | None = None
    against: str = ""
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """`value` in `base`; None without a base."""
        return self.value / self.base if self.base else None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.goal


@dataclass(frozen=True, slots=True)
class GrowthPoint:
    """The cost with so many closed calls in the store: medians, in ms."""

    store: str
    closed_calls: int
    acknowledged: float
    posted: float


def median_ms(seconds: Sequence[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(seconds) * 1000


def percentile_ms(seconds: Sequence[float], percent: int) -> float:
    """A percentile, in milliseconds; the highest value where there are too few to tell."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000
