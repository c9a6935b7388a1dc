"""Time: what people spent on calls, by day and imputation (surface 11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.calls.bookings import Booking, bookings_of
from bot.domain.calls.triage import Imputation
from bot.domain.month import Month
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock
from bot.domain.refusals import MonthUnreadable
from bot.domain.rota.working_weeks import local_day
from bot.domain.statements import span_of


@dataclass(frozen=True, slots=True)
class TimeRow:
    """The minutes of a day on one imputation.

    Attributes:
        day: in the installation's time zone.
        imputation: what they are booked on.
        minutes: whole.
        numbers: the calls, in order.
    """

    day: date
    imputation: Imputation
    minutes: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeView:
    """One person's month.

    Attributes:
        month: the month.
        policy: what the installation is configured to do.
        rows: by day, then in the order of `Imputation`.
        by_imputation: the month's sums, in the order of `Imputation`.
        slack_ids: always empty: nobody is named.
    """

    month: Month
    policy: Policy
    rows: tuple[TimeRow, ...]
    by_imputation: Mapping[Imputation, int]
    slack_ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """All of them."""
        return sum(row.minutes for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeQueries:
    """Gathers what people spent on calls."""

    calls: Calls
    policy: Policy
    clock: Clock

    async def bookings(self, month: Month) -> list[Booking]:
        """Everybody's, by the month of closing."""
        zone = self.policy.zone
        start, end = span_of(month, zone)
        rows = [row for row in await self.calls.stats() if start <= row.closed_at < end]
        calls = [call for row in rows if (call := await self.calls.get(row.number))]
        found = [booking for call in calls for booking in bookings_of(call, zone)]
        # A call that was closed again meanwhile may be another month's by now.
        return [booking for booking in found if Month.of(booking.day) == month]

    async def own(self, written: str, person: str) -> TimeView:
        """What `/lina temps` shows: `2026-11`, the running month where nothing is written.

        Raises:
            MonthUnreadable: no month is written.
        """
        month = self._asked(written)
        own = [booking for booking in await self.bookings(month) if booking.person == person]
        return TimeView(month=month, policy=self.policy, rows=_rows(own), by_imputation=_sums(own))

    def _asked(self, written: str) -> Month:
        if not written.strip():
            return Month.of(local_day(self.clock.now(), self.policy.zone))
        try:
            return Month.read(written.strip())
        except ValueError as error:
            raise MonthUnreadable from error


def _rows(bookings: list[Booking]) -> tuple[TimeRow, ...]:
    order = list(Imputation)
    places: dict[tuple[date, Imputation], list[Booking]] = {}
    for booking in bookings:
        places.setdefault((booking.day, booking.imputation), []).append(booking)
    return tuple(
        TimeRow(day, imputation, sum(b.minutes for b in booked), tuple(sorted({b.number for b in booked})))
        for (day, imputation), booked in sorted(
            places.items(), key=lambda place: (place[0][0], order.index(place[0][1]))
        )
    )


def _sums(bookings: list[Booking]) -> dict[Imputation, int]:
    sums: dict[Imputation, int] = {}
    for booking in bookings:
        sums[booking.imputation] = sums.get(booking.imputation, 0) + booking.minutes
    return {imputation: sums[imputation] for imputation in Imputation if imputation in sums}
