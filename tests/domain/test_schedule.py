"""Who is level 1 in a week, and why."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import monday_to_friday
from bot.domain.rota.schedule import Schedule, shift_of
from bot.domain.rota.week import AssignmentReason, Week
from bot.domain.rota.working_weeks import WEEK, monday_of
from tests.domain.rota_history import ABC, ALICE, BRUNO, CHLOE, MEMBERS, MONDAY, History, begun

mondays = st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(monday_of)


def whys(history: History, weeks: int = 4) -> list[tuple[str | None, AssignmentReason, str | None]]:
    return [(d.person, d.reason, d.instead_of) for d in history.plan(weeks)]


@given(mondays, MEMBERS)
def test_without_announced_weeks_the_epoch_is_fixed_and_weeks_follow_each_other(
    monday: date, order: tuple[str, ...]
):
    now, then = History(order, monday).who(monday), History(order, monday - 5 * WEEK).who(monday + WEEK)
    assert now in order
    assert then == order[(order.index(now) + 1) % len(order)]


def test_the_epoch_gives_this_week_to_bruno():
    assert History().who(MONDAY) == BRUNO
    assert History().who(MONDAY - WEEK) == ALICE


def test_the_next_turn_follows_the_last_announced_one_in_the_new_order():
    history = begun()
    history.members = (ALICE, "U0ZOE", BRUNO)
    assert history.people(4) == [ALICE, "U0ZOE", BRUNO, ALICE]


def test_when_the_last_one_left_the_next_who_stayed_follows():
    history = begun()
    history.members = (CHLOE, BRUNO)
    assert history.people(3) == [ALICE, BRUNO, CHLOE]
    history.members = ("U0NEW",)
    assert history.people(3) == [ALICE, "U0NEW", "U0NEW"]


def test_missed_weeks_count_and_have_the_members_of_then():
    history = begun()
    history.this_week += 3 * WEEK
    history.members = (CHLOE, BRUNO, ALICE)
    missed = [history.who(history.this_week - i * WEEK) for i in (2, 1)]
    assert missed == [BRUNO, CHLOE]
    assert history.people(2) == [BRUNO, ALICE]


def test_an_absent_one_and_the_replacement_exchange_turns():
    history = begun()
    history.away(BRUNO, history.this_week + WEEK)
    assert whys(history) == [
        (ALICE, AssignmentReason.TURN, None),
        (CHLOE, AssignmentReason.ABSENCE, BRUNO),
        (BRUNO, AssignmentReason.DEBT, CHLOE),
        (ALICE, AssignmentReason.TURN, None),
    ]


def test_an_absence_in_the_running_week_replaces_at_once():
    history = begun()
    history.declare(ALICE, history.now.date(), history.now.date())
    assert history.people(4) == [BRUNO, ALICE, CHLOE, ALICE]
    assert history.week(history.this_week).changes[-1].after == BRUNO


def test_who_is_absent_when_a_debt_is_due_pays_it_the_next_time():
    history = begun()
    history.away(BRUNO, history.this_week + WEEK, weeks=2)
    assert history.people(7) == [ALICE, CHLOE, CHLOE, ALICE, BRUNO, BRUNO, ALICE]


def test_two_debts_between_the_same_two_cancel():
    history = begun()
    history.away(BRUNO, history.this_week + WEEK)
    history.away(CHLOE, history.this_week + WEEK)
    assert history.people(4) == [ALICE, ALICE, CHLOE, BRUNO]


def test_nobody_is_free():
    history = begun()
    for person in ABC:
        history.away(person, history.this_week + WEEK)
    assert whys(history)[1] == (None, AssignmentReason.NOBODY, BRUNO)
    assert history.people(4)[2:] == [CHLOE, ALICE]


def test_a_weekend_away_takes_no_week():
    history = begun()
    saturday = history.this_week + timedelta(days=5)
    history.declare(ALICE, saturday, saturday + timedelta(days=1))
    assert history.who(history.this_week) == ALICE


def test_a_swap_exchanges_two_weeks_and_says_with_whom():
    history = begun()
    history.swap(history.this_week + WEEK, history.this_week + 3 * WEEK)
    assert whys(history, 5)[1] == (ALICE, AssignmentReason.SWAP, BRUNO)
    assert whys(history, 5)[3] == (BRUNO, AssignmentReason.SWAP, ALICE)
    assert history.people(6)[4:] == [BRUNO, CHLOE]


def test_a_swap_of_the_running_week_amends_it():
    history = begun()
    history.swap(history.this_week, history.this_week + 2 * WEEK)
    assert history.people(3) == [CHLOE, BRUNO, ALICE]
    assert history.week(history.this_week).person == CHLOE


def test_who_took_a_week_by_a_swap_and_is_absent_then_owes_it():
    history = begun()
    history.swap(history.this_week + WEEK, history.this_week + 2 * WEEK)
    history.away(CHLOE, history.this_week + WEEK)
    assert history.people(6) == [ALICE, ALICE, BRUNO, CHLOE, BRUNO, CHLOE]


def test_a_swap_back_leaves_the_plain_turn():
    history = begun()
    history.swap(history.this_week + WEEK, history.this_week + 2 * WEEK)
    history.swap(history.this_week + WEEK, history.this_week + 2 * WEEK)
    assert whys(history)[1:3] == [(BRUNO, AssignmentReason.TURN, None), (CHLOE, AssignmentReason.TURN, None)]


def test_a_member_who_left_owes_nothing_more():
    history = begun()
    history.away(BRUNO, history.this_week + WEEK)
    history.pass_week()
    history.announce()
    history.members = (ALICE, CHLOE)
    assert history.people(4) == [CHLOE, CHLOE, ALICE, CHLOE]
    assert all(shift.debts == () for shift in history.plan(4)[1:])


def test_a_swap_with_somebody_who_left_is_void():
    history = begun()
    history.swap(history.this_week + WEEK, history.this_week + 2 * WEEK)
    history.members = (ALICE, BRUNO)
    assert history.people(3) == [ALICE, BRUNO, BRUNO]


def test_a_closed_account_is_replaced_and_its_weeks_come_back_when_it_is_open():
    history = begun()
    history.declare(BRUNO, history.now.date(), None, gone=True)
    assert whys(history, 3)[1] == (CHLOE, AssignmentReason.GONE, BRUNO)
    assert history.people(5) == [ALICE, CHLOE, CHLOE, ALICE, CHLOE]


def test_nobody_in_the_rota_is_nobody():
    schedule = Schedule([], members=(), this_week=MONDAY, is_working=monday_to_friday)
    assert shift_of(schedule, MONDAY).person is None
    assert shift_of(schedule, MONDAY + WEEK).turn is None


def test_a_rota_of_one_owes_nothing():
    history = History((ALICE,))
    history.announce()
    history.away(ALICE, history.this_week + WEEK)
    assert history.people(4) == [ALICE, None, ALICE, ALICE]


def test_a_week_of_an_earlier_version_answers_for_itself():
    week = Week(monday=MONDAY, turn=ALICE, person=ALICE, members=ABC, announced=History().now)
    history = History()
    history.weeks[MONDAY] = week
    assert history.people(3) == [ALICE, BRUNO, CHLOE]
