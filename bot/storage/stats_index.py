"""The stats of closed calls in memory: in the order of closing, and summed by client, so that no call adds them up."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.calls.stats import CallStats
from bot.domain.calls.triage import Imputation
from bot.storage.indexing import oldest_closing_first


class StatsIndex:
    """Told of each change of a call's stats; what it returns stays as it is when others change."""

    def __init__(self) -> None:
        self._of_client: defaultdict[str, _ClientStats] = defaultdict(_ClientStats)
        self._all: list[CallStats] | None = None  # oldest closing first, once somebody asked for them
        self._snapshot: Sequence[CallStats] | None = None

    def replace(self, before: CallStats | None, after: CallStats | None) -> None:
        """Puts the stats of a call in the place of those that were put before; None for a call without any."""
        if before == after:
            return
        if before:
            self._of_client[before.client].remove(before)
            if self._all is not None:
                _remove(self._all, before)
        if after:
            self._of_client[after.client].add(after)
            if self._all is not None:
                insort(self._all, after, key=_closing)
        self._snapshot = None

    def of(
        self, client: str | None, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """Returns the stats of a client's closed calls, or of everybody's; oldest closing first.

        Of those closed at `since` or later and before `until`, if they are given.
        """
        if client is not None and client not in self._of_client:
            return ()
        if since or until:
            rows = self._everybodys() if client is None else self._of_client[client].rows
            return rows[_first(rows, since) if since else 0 : _first(rows, until) if until else None]
        if client is not None:
            return self._of_client[client].snapshot()
        if self._snapshot is None:
            self._snapshot = tuple(self._everybodys())
        return self._snapshot

    def _everybodys(self) -> list[CallStats]:
        if self._all is None:
            self._all = oldest_closing_first(row for each in self._of_client.values() for row in each.rows)
        return self._all

    def assistance_minutes(self, client: str, since: date | None) -> int:
        """See `Calls`."""
        return self._of_client[client].assistance_minutes(since) if client in self._of_client else 0


class _ClientStats:
    """One client's.

    Attributes:
        rows: oldest closing first.
    """

    def __init__(self) -> None:
        self.rows: list[CallStats] = []
        self._snapshot: Sequence[CallStats] | None = None
        self._assistance: defaultdict[date, int] = defaultdict(int)  # by the day of opening
        self._since: dict[date | None, int] = {}

    def add(self, row: CallStats) -> None:
        insort(self.rows, row, key=_closing)
        self._count(row, 1)

    def remove(self, row: CallStats) -> None:
        _remove(self.rows, row)
        self._count(row, -1)

    def snapshot(self) -> Sequence[CallStats]:
        if self._snapshot is None:
            self._snapshot = tuple(self.rows)
        return self._snapshot

    def assistance_minutes(self, since: date | None) -> int:
        if since not in self._since:
            days = self._assistance.items()
            self._since[since] = sum(minutes for day, minutes in days if since is None or day >= since)
        return self._since[since]

    def _count(self, row: CallStats, sign: int) -> None:
        self._snapshot = None
        if row.imputation is Imputation.ASSISTANCE:
            self._assistance[row.opened_at.date()] += sign * (row.minutes1 + row.minutes2)
            self._since.clear()


def _remove(rows: list[CallStats], row: CallStats) -> None:
    del rows[bisect_left(rows, _closing(row), key=_closing)]


def _first(rows: list[CallStats], at: datetime) -> int:
    """Where the first that was closed at that instant or later stands."""
    return bisect_left(rows, at, key=lambda row: row.closed_at)


def _closing(row: CallStats) -> tuple[datetime, str]:
    return row.closed_at, row.number
