"""Whatever happens to calls, the time that people booked is the time that is exported for invoicing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import amendment, closing, quote_decision
from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.bookings import Booking, bookings_of, by_person_and_day
from bot.domain.calls.call import Call, ClientRef, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.stats import stats_of
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.month import Month
from bot.domain.policy import Channels, Policy
from bot.domain.refusals import Refusal
from bot.domain.stamp import Stamp
from bot.exchange.calls_export import CallsExport
from bot.exchange.timesheet import timesheet_rows

ALICE, BRUNO, DAVID, CAMILLE = "U0ALICE", "U0BRUNO", "U0DAVID", "U0CAMILLE"
PARIS = ZoneInfo("Europe/Paris")
POLICY = Policy(
    channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
    zone=PARIS,
    account_manager=CAMILLE,
    members=(ALICE, BRUNO),
)
NAMES = {ALICE: "Alice", BRUNO: "Bruno", DAVID: "David"}
START = datetime(2026, 10, 20, 9, tzinfo=UTC)

BOOKABLE = [i for i in Imputation if i not in {Imputation.DROPPED, Imputation.REPAIR}]
MINUTES = st.integers(0, 300)
EVENT = st.one_of(
    st.tuples(
        st.just("close"),
        st.sampled_from(BOOKABLE),
        MINUTES,
        MINUTES,
        st.sampled_from([1, 2]),
        st.one_of(st.none(), st.tuples(st.sampled_from([BRUNO, DAVID]), st.integers(1, 200))),
    ),
    st.tuples(st.just("reopen")),
    st.tuples(st.just("decide"), st.sampled_from(QuoteChoice)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("amend"), st.sampled_from(BOOKABLE), MINUTES, MINUTES),
    st.tuples(st.just("discard")),
)
HISTORY = st.lists(st.tuples(st.integers(0, 20 * 24), EVENT), max_size=10)


def opened(number: str = "2026-0001") -> Call:
    draft = NewCall(
        origin=number,
        stamp=Stamp(START, ALICE),
        client=ClientRef("ACME", "Acme"),
        request="HS",
        facts=DirectoryFacts(),
    )
    return open_call(draft, number, POLICY)


def lived(number: str, history: list[tuple[int, tuple[Any, ...]]]) -> Call:
    """A call after these events, each so many hours after the one before; what is refused changes nothing."""
    call, now = opened(number), START
    for hours, event in history:
        now += timedelta(hours=hours)
        try:
            call = happened(call, now, event)
        except Refusal:
            continue
    return call


def happened(call: Call, now: datetime, event: tuple[Any, ...]) -> Call:
    match event:
        case ("close", imputation, minutes1, minutes2, level, other):
            person, minutes = other or (None, 0)
            form = CloseCall(
                imputation=imputation,
                solution=f"Réglé {now}",
                level=level,
                minutes1=minutes1,
                minutes2=minutes2,
                other=person,
                other_minutes=minutes,
            )
            return closing.close(call, Stamp(now, DAVID if level == 2 else ALICE), form, POLICY)
        case ("reopen",):
            return closing.reopen(call, Stamp(now, ALICE), POLICY)
        case ("decide", choice):
            return quote_decision.decide(call, Stamp(now, CAMILLE), choice, POLICY)
        case ("undo",):
            return quote_decision.undo(call, Stamp(now, CAMILLE), POLICY)
        case ("amend", imputation, minutes1, minutes2):
            changed = AmendCall(imputation=imputation, minutes1=minutes1, minutes2=minutes2, reason="Revu")
            return amendment.amend(call, Stamp(now, CAMILLE), changed, POLICY)
        case _:
            return closing.discard(call, Stamp(now, ALICE))


@given(st.lists(HISTORY, max_size=6))
def test_the_sums_of_the_timesheet_are_those_of_the_export(
    histories: list[list[tuple[int, tuple[Any, ...]]]],
):
    calls = [lived(f"2026-{n:04}", history) for n, history in enumerate(histories, start=1)]
    export = CallsExport(zone=PARIS, names=NAMES)
    booked = [booking for call in calls for booking in bookings_of(call, PARIS)]
    for month in (Month(2026, m) for m in range(10, 13)):
        exported = export.rows(call for call in calls if export.includes(call, month))
        own = timesheet_rows((b for b in booked if Month.of(b.day) == month), NAMES)
        for level, column in ((1, "minutes_n1"), (2, "minutes_n2")):
            assert _sum(own, "minutes", niveau=level) == _sum(exported, column)
            for imputation in {row["imputation"] for row in exported}:
                assert _sum(own, "minutes", niveau=level, imputation=imputation) == _sum(
                    exported, column, imputation=imputation
                )


@given(HISTORY)
def test_the_figures_of_a_call_are_what_it_books(history: list[tuple[int, tuple[Any, ...]]]):
    call = lived("2026-0001", history)
    stats, booked = stats_of(call), bookings_of(call, PARIS)
    assert (
        sum(b.minutes for b in booked if b.level == 1),
        sum(b.minutes for b in booked if b.level == 2),
    ) == ((stats.minutes1, stats.minutes2) if stats else (0, 0))
    assert all(booking.minutes > 0 for booking in booked)


def test_each_minute_is_somebodys_on_the_day_of_the_closing():
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # the first of December in Paris
    form = CloseCall(
        imputation=Imputation.PROJECT,
        solution="Réglé.",
        level=2,
        minutes1=10,
        minutes2=20,
        other=BRUNO,
        other_minutes=5,
    )
    call = closing.close(opened(), Stamp(late, DAVID), form, POLICY)
    assert by_person_and_day(bookings_of(call, PARIS)) == {
        (ALICE, date(2026, 12, 1)): 10,
        (DAVID, date(2026, 12, 1)): 20,
        (BRUNO, date(2026, 12, 1)): 5,
    }
    assert [(b.person, b.level) for b in bookings_of(call, PARIS)] == [(ALICE, 1), (DAVID, 2), (BRUNO, 1)]


def test_somebody_who_is_no_member_of_the_rota_counts_at_level_2():
    form = CloseCall(
        imputation=Imputation.PROJECT, solution="Réglé.", minutes1=10, other=DAVID, other_minutes=5
    )
    call = closing.close(opened(), Stamp(START, ALICE), form, POLICY)
    report = call.reports[-1]
    assert (report.minutes1, report.minutes2) == (10, 0)
    assert (report.booked1, report.booked2) == (10, 5)


def test_a_correction_replaces_what_was_booked_and_its_day_stays():
    form = CloseCall(
        imputation=Imputation.ASSISTANCE, solution="Réglé.", minutes1=10, other=BRUNO, other_minutes=15
    )
    call = closing.close(opened(), Stamp(START, ALICE), form, POLICY)
    change = AmendCall(imputation=Imputation.PROJECT, minutes1=12, minutes2=3, reason="Revu")
    amended = amendment.amend(call, Stamp(START + timedelta(days=40), CAMILLE), change, POLICY)
    assert [(b.person, b.minutes, b.imputation, b.day) for b in bookings_of(amended, PARIS)] == [
        (None, 3, Imputation.PROJECT, date(2026, 10, 20)),
        (BRUNO, 12, Imputation.PROJECT, date(2026, 10, 20)),
    ]


def _sum(rows: Any, column: str, **only: Any) -> int:
    kept = [row for row in rows if all(row[name] == value for name, value in only.items())]
    return sum(row[column] or 0 for row in kept)


def test_a_booking_says_whose_it_is():
    booking = Booking(
        day=date(2026, 11, 24),
        person=ALICE,
        number="2026-0001",
        client=ClientRef("ACME", "Acme"),
        imputation=Imputation.PROJECT,
        level=1,
        minutes=5,
    )
    again = replace(booking, minutes=7)
    assert by_person_and_day([booking, again]) == {(ALICE, date(2026, 11, 24)): 12}
