"""The minutes that a call books to people on a day, by its last compte rendu: a correction replaces them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.calls.call import Call, ClientRef, CloseReason, Report
from bot.domain.calls.triage import Imputation

LEVEL1, LEVEL2 = 1, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """Minutes of one person for one call.

    Attributes:
        day: of the call's closing, in the installation's time zone.
        person: a Slack id; None where nobody was named at level 2.
        number: the call's.
        client: as the call has it.
        imputation: what the minutes are booked on.
        level: at which they count, 1 or 2.
        minutes: whole, more than 0.
    """

    day: date
    person: str | None
    number: str
    client: ClientRef
    imputation: Imputation
    level: int
    minutes: int


def bookings_of(call: Call, zone: ZoneInfo) -> tuple[Booking, ...]:
    """What a call books; nothing while it is open, and when it was opened by mistake."""
    if call.closed is None or call.close_reason is CloseReason.DISCARDED or not call.reports:
        return ()
    report = call.reports[-1]
    day = call.closed.at.astimezone(zone).date()
    return tuple(
        Booking(
            day=day,
            person=person,
            number=call.number,
            client=call.client,
            imputation=call.imputation or report.imputation,
            level=level,
            minutes=minutes,
        )
        for person, level, minutes in _shares(report, call.closed.by)
        if minutes
    )


def by_person_and_day(bookings: Iterable[Booking]) -> dict[tuple[str | None, date], int]:
    """The sums of the minutes."""
    sums: dict[tuple[str | None, date], int] = {}
    for booking in bookings:
        place = (booking.person, booking.day)
        sums[place] = sums.get(place, 0) + booking.minutes
    return sums


def _shares(report: Report, closed_by: str) -> Iterator[tuple[str | None, int, int]]:
    """Person, level and minutes. Who closes a call as level 2 without having taken it is level 2."""
    yield report.level1, LEVEL1, report.minutes1
    yield report.level2 or (closed_by if report.level == LEVEL2 else None), LEVEL2, report.minutes2
    if report.other:
        yield report.other.person, report.other.level, report.other.minutes
