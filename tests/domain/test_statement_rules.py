"""The month's statement: when it goes out, what it holds, what a validation covers."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import statements
from bot.domain.calls import closing
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.month import Month
from bot.domain.outbox.notice import DeliveryState, NoticeKind, Queue
from bot.domain.refusals import ClientUndecided, NothingToValidate
from bot.domain.rota.delivery_rules import WeekDeliveryRules
from bot.domain.rota.week import Week
from bot.domain.statements import ClientStatement
from bot.scheduler.working_days import WorkingDays
from tests.rendering.sample_calls import CALLS, amended, closed, repair, stamp, to_quote
from tests.rendering.sample_policy import CAMILLE, NOON, PARIS, POLICY

NOVEMBER = Month(2026, 11)
FRENCH = replace(POLICY, is_working_day=WorkingDays("FR"))
MONDAY = date(2026, 11, 30)
TO_QUOTE = CloseCall(imputation=Imputation.TO_QUOTE, solution="Noté.", minutes1=5)


def client(*calls: Call, week: Week | None = None) -> ClientStatement:
    validations = statements.validations_of(week, NOVEMBER, "ACME")
    lines = statements.in_order(statements.line_of(call, validations) for call in calls)
    validation = validations[-1].stamp if validations else None
    return ClientStatement(code="ACME", name="Acme", lines=lines, validation=validation)


def validated(*calls: Call, week: Week | None = None) -> Week:
    known = week or Week(monday=MONDAY)
    return statements.validated(known, NOVEMBER, client(*calls, week=week), stamp(CAMILLE, 60))


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2026, 11), datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (Month(2026, 12), datetime(2027, 1, 4, 8, tzinfo=UTC)),  # a holiday, then a weekend
        (Month(2027, 4), datetime(2027, 5, 3, 7, tzinfo=UTC)),  # Labour Day, a Saturday, in summer time
        (Month(2026, 10), datetime(2026, 11, 2, 8, tzinfo=UTC)),  # All Saints', a Sunday
        (Month(2029, 3), datetime(2029, 4, 3, 7, tzinfo=UTC)),  # Easter Sunday and Monday
    ],
)
def test_it_goes_out_on_the_first_working_day(month: Month, due: datetime):
    assert statements.due_at(month, time(9), FRENCH) == due


def test_on_the_day_of_a_clock_change_it_is_nine_by_the_wall():
    # 2026-03-29 is a Sunday; a calendar in which it is worked.
    policy = replace(POLICY, is_working_day=lambda day: day == date(2026, 11, 1) or day == date(2026, 4, 1))
    due = statements.due_at(Month(2026, 3), time(2, 30), policy)
    assert due
    assert due.astimezone(PARIS).strftime("%d %H:%M") == "01 02:30"


def test_without_a_working_day_it_does_not():
    assert statements.due_at(NOVEMBER, time(9), replace(POLICY, is_working_day=lambda _day: False)) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_month_has_a_week_of_its_own(day: date):
    month = Month.of(day)
    monday = statements.statement_week(month)
    assert monday.weekday() == 0
    assert monday <= month.following.first < monday + timedelta(days=7)
    assert monday < statements.statement_week(month.following)


def test_the_month_of_a_call_is_that_of_its_closing_by_the_wall():
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    call = closed()
    assert call.closed
    moved = replace(call, closed=replace(call.closed, at=late))
    assert statements.is_included(call, NOVEMBER, PARIS)
    assert not statements.is_included(moved, NOVEMBER, PARIS)
    assert statements.is_included(moved, Month(2026, 12), PARIS)


def test_what_awaits_a_decision_is_included_from_the_month_it_was_opened_in():
    assert statements.is_included(to_quote(), NOVEMBER, PARIS)
    assert statements.is_included(to_quote(), Month(2026, 12), PARIS)
    assert not statements.is_included(to_quote(), Month(2026, 10), PARIS)
    assert not statements.is_included(CALLS["opened"](), NOVEMBER, PARIS)
    assert not statements.is_included(CALLS["discarded"](), NOVEMBER, PARIS)


def test_what_is_undecided_or_unannounced_comes_first():
    numbered = [
        replace(closed(), number="2026-0001"),
        replace(closed(), number="2026-0002", imputation=Imputation.REPAIR),
        replace(closed(to_quote(), form=TO_QUOTE), number="2026-0003"),
        replace(closed(repair(), form=replace(CALLS_FULL, announced=True)), number="2026-0004"),
    ]
    assert [line.call.number for line in client(*numbered).lines] == [
        "2026-0003",
        "2026-0002",
        "2026-0001",
        "2026-0004",
    ]


CALLS_FULL = CloseCall(imputation=Imputation.REPAIR, solution="Réglé.", minutes1=12, minutes2=3)


def test_minutes_are_by_imputation():
    calls = [closed(), replace(CALLS["helped by another"](), number="2026-0043")]
    assert client(*calls).minutes == {Imputation.PROJECT: (12, 0), Imputation.REPAIR: (12, 90)}


def test_a_validation_covers_what_is_there_and_marks_what_changes():
    call, other = closed(), replace(closed(), number="2026-0043")
    week = validated(call, other)
    assert [line.modified for line in client(call, other, week=week).lines] == [False, False]
    after = client(amended(call), other, week=week)
    assert [line.modified for line in after.lines] == [True, False]
    assert after.modified
    again = validated(amended(call), other, week=week)
    assert not client(amended(call), other, week=again).modified
    assert len(again.validations) == 2


def test_a_reopening_and_a_call_that_comes_later_are_changes_too():
    week = validated(closed())
    assert client(closing.reopen(closed(), stamp(minutes=30), POLICY), week=week).lines[0].modified
    late = client(closed(), replace(closed(), number="2026-0043"), week=week)
    assert late.modified
    assert [line.modified for line in late.lines] == [False, False]


def test_validating_the_same_twice_writes_once():
    week = validated(closed())
    assert validated(closed(), week=week) is week


def test_nothing_and_what_is_undecided_cannot_be_validated():
    with pytest.raises(NothingToValidate):
        validated()
    with pytest.raises(ClientUndecided):
        validated(closed(), closed(to_quote(), form=TO_QUOTE))


@given(st.lists(st.integers(0, 120), max_size=60))
def test_every_call_is_on_one_page_and_every_page_fits(counts: list[int]):
    clients = [
        ClientStatement(
            code=f"C{n}",
            name=f"Client {n}",
            lines=tuple(
                statements.line_of(
                    replace(CLOSED, number=f"{n}-{k}", client=ClientRef(f"C{n}", f"Client {n}")), ()
                )
                for k in range(count)
            ),
        )
        for n, count in enumerate(counts)
    ]
    pages = statements.pages(clients)
    shown = [line for page in pages for part in page for line in part.lines]
    assert shown == [line for each in clients for line in each.lines]
    assert [part.client.code for page in pages for part in page if part.begins] == [c.code for c in clients]
    assert [part.client.code for page in pages for part in page if part.ends] == [c.code for c in clients]
    for page in pages:
        assert sum(3 + len(part.lines) for part in page) <= statements.LINES_ON_A_PAGE


CLOSED = closed()


def test_a_week_that_was_announced_in_slack_shows_that_the_bot_was_in_use():
    at = NOON - timedelta(days=30)
    week = Week(monday=MONDAY, announced=at)
    assert statements.told_at(week) is None
    queue = Queue.direct_message(CAMILLE)
    promised = week.enqueue(NoticeKind.WEEK, queue=queue, to=CAMILLE, due=at)
    assert statements.told_at(promised) is None
    posted = replace(promised, notices=(replace(promised.notices[0], state=DeliveryState.SENT),))
    assert statements.told_at(posted) == at


def test_the_file_follows_the_last_page_once():
    week = Week(monday=MONDAY)
    for page in (1, 2):
        week = week.enqueue(
            NoticeKind.STATEMENT,
            queue=Queue.direct_message(CAMILLE),
            to=CAMILLE,
            due=NOON,
            month="2026-11",
            manager=CAMILLE,
            page=page,
            pages=2,
        )
    rules = WeekDeliveryRules()
    first, last = week.notices
    assert rules.on_sent(week, first, NOON, POLICY) is week
    done = rules.on_sent(week, last, NOON, POLICY)
    assert [(n.kind, n.queue, n.to) for n in done.notices[2:]] == [
        (NoticeKind.STATEMENT_FILE, Queue.file(CAMILLE), CAMILLE)
    ]
    assert rules.on_sent(done, last, NOON, POLICY) is done


@pytest.mark.parametrize("text", ["2026-1", "2026-13", "26-11", "2026-11-01", "", "novembre", "２０２６-11"])
def test_what_is_no_month_is_refused(text: str):
    with pytest.raises(ValueError, match="no month"):
        Month.read(text)


def test_months_follow_one_another():
    assert Month(2026, 12).following == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert str(Month.read("2026-03")) == "2026-03"
