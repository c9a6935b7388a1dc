"""Whose turn a week is, and when it is announced."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rota import WEEK, Announce, monday_of, plan, turn, who
from bot.domain.week import Week

PARIS = ZoneInfo("Europe/Paris")
ABC = ("U0ALICE", "U0BRUNO", "U0CHLOE")
MONDAY = date(2026, 11, 23)

members = st.lists(st.sampled_from([f"U{n}" for n in range(8)]), min_size=1, max_size=6, unique=True).map(
    tuple
)
mondays = st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(monday_of)


def announced(monday: date, person: str, order: tuple[str, ...] = ABC) -> Week:
    return Week(monday=monday, turn=person, person=person, members=order)


@given(mondays, members)
def test_without_a_ledger_the_epoch_is_fixed_and_weeks_follow_each_other(
    monday: date, order: tuple[str, ...]
):
    now, then = turn(monday, order, ()), turn(monday + WEEK, order, ())
    assert now in order
    assert then == order[(order.index(now) + 1) % len(order)]


@given(mondays, members, st.integers(1, 8))
def test_announcing_never_alters_later_weeks(monday: date, order: tuple[str, ...], weeks: int):
    before = plan(monday, 12, order, ())
    ledger = [announced(day, person or "", order) for day, person in before[:weeks]]
    assert plan(monday, 12, order, ledger) == before


@given(mondays, members, members)
def test_changing_members_never_changes_an_announced_week(
    monday: date, order: tuple[str, ...], changed: tuple[str, ...]
):
    week = announced(monday, order[0], order)
    assert who(monday, changed, [week]) == order[0]


def test_the_next_turn_follows_the_last_announced_one_in_the_new_order():
    ledger = [announced(MONDAY, "U0ALICE")]
    assert turn(MONDAY + WEEK, ("U0ALICE", "U0ZOE", "U0BRUNO"), ledger) == "U0ZOE"


def test_when_the_last_one_left_the_next_who_stayed_follows():
    ledger = [announced(MONDAY, "U0ALICE")]
    assert turn(MONDAY + WEEK, ("U0CHLOE", "U0BRUNO"), ledger) == "U0BRUNO"
    assert turn(MONDAY + WEEK, ("U0NEW",), ledger) == "U0NEW"


def test_missed_weeks_count():
    ledger = [announced(MONDAY, "U0ALICE")]
    assert turn(MONDAY + 3 * WEEK, ABC, ledger) == "U0ALICE"


def test_a_swap_in_the_ledger_is_what_every_surface_hears_and_the_turn_goes_on():
    swapped = Week(monday=MONDAY, turn="U0ALICE", person="U0CHLOE", members=ABC)
    assert who(MONDAY, ABC, [swapped]) == "U0CHLOE"
    assert who(MONDAY + WEEK, ABC, [swapped]) == "U0BRUNO"


def test_nobody_in_the_rota_is_nobody():
    assert who(MONDAY, (), ()) is None


@given(mondays)
def test_the_announcement_keeps_its_wall_clock_time_across_clock_changes(monday: date):
    instant = Announce(0, time(8, 30)).instant(monday, PARIS)
    assert instant.tzinfo is not None
    local = instant.astimezone(PARIS)
    assert (local.date(), local.time()) == (monday, time(8, 30))


def test_around_the_last_sunday_of_october_the_announcement_is_an_hour_later_in_utc():
    before = Announce(0, time(8, 30)).instant(date(2026, 10, 19), PARIS)
    after = Announce(0, time(8, 30)).instant(date(2026, 10, 26), PARIS)
    assert after - before == timedelta(days=7, hours=1)
    assert after == datetime(2026, 10, 26, 7, 30, tzinfo=UTC)
