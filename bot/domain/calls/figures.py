"""The figures of closed calls: how many, solved by whom, in how long, booked on what (surface 3).

A call counts in the month of its closing. It counts for who had it at level 1, an escalation for who had it then,
minutes for who booked them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median
from zoneinfo import ZoneInfo

from bot.domain.calls.closed_calls import ClosedCall, Transfer
from bot.domain.calls.triage import Imputation

MONTHS = 12
"""How many months the course of the figures shows."""

BUSIEST = 5
"""How many clients are named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What is counted of some closed calls.

    Attributes:
        calls: how many there are.
        solved1: how many level 1 solved.
        with_recipe: how many of those level 1 solved with a recipe of level 2's.
        asked: how many were transferred to level 2 because level 1 asked.
        by_time: how many because the time was over.
        take: median of seconds from the call of level 2 to who took it; None where nobody took any.
        close: median of seconds from the opening to the closing; None without calls.
        minutes: booked at both levels, by imputation; those without minutes are left out.
        clients: calls by client's code, most first, then by code.
        booked: calls by imputation; those without calls are left out.
    """

    calls: int = 0
    solved1: int = 0
    with_recipe: int = 0
    asked: int = 0
    by_time: int = 0
    take: float | None = None
    close: float | None = None
    minutes: Mapping[Imputation, int] = field(default_factory=dict)
    clients: Mapping[str, int] = field(default_factory=dict)
    booked: Mapping[Imputation, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """The share of calls that level 1 solved, from 0 to 1; None without calls."""
        return self.solved1 / self.calls if self.calls else None


def figures_of(rows: Iterable[ClosedCall]) -> Figures:
    """Counts these calls."""
    rows = [*rows]
    transfers = Counter(row.transfer for row in rows)
    minutes: Counter[Imputation] = Counter()
    for row in rows:
        minutes[row.imputation] += row.minutes1 + row.minutes2
    clients = Counter(row.client for row in rows)
    booked = Counter(row.imputation for row in rows)
    solved1 = [row for row in rows if row.solved_at == 1]
    return Figures(
        calls=len(rows),
        solved1=len(solved1),
        with_recipe=sum(row.helped_by is not None for row in solved1),
        asked=transfers[Transfer.ASKED],
        by_time=transfers[Transfer.DEADLINE],
        take=_median(row.taken_after for row in rows),
        close=_median(row.duration for row in rows),
        minutes={imputation: n for imputation in Imputation if (n := minutes[imputation])},
        clients=dict(sorted(clients.items(), key=lambda each: (-each[1], each[0]))),
        booked={imputation: n for imputation in Imputation if (n := booked[imputation])},
    )


def figures_by_month(
    rows: Iterable[ClosedCall], months: Sequence[date], zone: ZoneInfo
) -> list[tuple[date, Figures]]:
    """Counts the calls of each of these months, which are given by their first day."""
    by_month: dict[date, list[ClosedCall]] = {month: [] for month in months}
    for row in rows:
        month = row.closed_at.astimezone(zone).date().replace(day=1)
        if month in by_month:
            by_month[month].append(row)
    return [(month, figures_of(some)) for month, some in by_month.items()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What one technician had.

    Attributes:
        calls: closed, of those that the person had at level 1.
        minutes: that the person booked.
        escalations: of those calls, how many were transferred to level 2.
        weeks: of duty.
    """

    calls: int = 0
    minutes: int = 0
    escalations: int = 0
    weeks: int = 0


def loads_of(rows: Iterable[ClosedCall], weeks: Mapping[str, int]) -> dict[str, Load]:
    """The load of each person who had any; `weeks` are the weeks of duty by person."""
    calls: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    escalations: Counter[str] = Counter()
    for row in rows:
        calls[row.level1] += 1
        escalations[row.level1] += row.transfer is not None
        minutes.update(row.booked)
    people = {*calls, *(who for who, n in minutes.items() if n), *(who for who, n in weeks.items() if n)}
    people.discard("")  # a missed call that nobody had at level 1
    return {
        who: Load(
            calls=calls[who], minutes=minutes[who], escalations=escalations[who], weeks=weeks.get(who, 0)
        )
        for who in people
    }


def months_until(month: date, count: int = MONTHS) -> list[date]:
    """The first days of `count` months, oldest first, up to this month."""
    return [_shifted(month, by) for by in range(1 - count, 1)]


def month_after(month: date) -> date:
    """The first day of the next month."""
    return _shifted(month, 1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return _shifted(month, -1)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in this zone."""
    return datetime.combine(day, time(), zone)


def _shifted(month: date, by: int) -> date:
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def _median(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
