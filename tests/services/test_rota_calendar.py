"""When the rota speaks: holidays, clock changes, the ends of years."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import RotaPolicy, WeeklyTime
from bot.domain.rota.announcements import announce_at, remind_at
from bot.domain.rota.working_weeks import monday_of, working_day_from, working_days
from bot.scheduler.working_days import WorkingDays
from tests.domain.rota_history import ABC, PARIS, POLICY

FRANCE = replace(POLICY, is_working_day=WorkingDays("FR"))
MOSELLE = replace(POLICY, is_working_day=WorkingDays("FR-57"))
ROTA = RotaPolicy(members=ABC, announce=WeeklyTime(0, time(8, 30)), reminder=WeeklyTime(4, time(16)))

mondays = st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(monday_of)


def local(instant: datetime | None) -> str:
    return f"{instant.astimezone(PARIS):%Y-%m-%d %H:%M}" if instant else "never"


@pytest.mark.parametrize(
    ("monday", "announced"),
    [
        (date(2026, 11, 23), "2026-11-23 08:30"),
        (date(2026, 4, 6), "2026-04-07 08:30"),  # Easter Monday
        (date(2028, 5, 1), "2028-05-02 08:30"),  # Labour Day on a Monday
        (date(2026, 12, 28), "2026-12-28 08:30"),  # week 53
        (date(2027, 1, 4), "2027-01-04 08:30"),
        (date(2029, 1, 1), "2029-01-02 08:30"),  # New Year on a Monday
    ],
)
def test_the_announcement_moves_to_the_first_working_day(monday: date, announced: str):
    assert local(announce_at(ROTA, monday, FRANCE)) == announced


@pytest.mark.parametrize(
    ("monday", "reminded"),
    [
        (date(2026, 11, 23), "2026-11-20 16:00"),
        (date(2026, 12, 28), "2026-12-24 16:00"),  # Christmas on the Friday before
        (date(2028, 7, 17), "2028-07-13 16:00"),  # 14 July on a Friday
        (date(2027, 1, 4), "2026-12-31 16:00"),  # New Year's Day on the Friday before
    ],
)
def test_the_reminder_comes_on_the_last_working_day_before(monday: date, reminded: str):
    assert local(remind_at(ROTA, monday, FRANCE)) == reminded


def test_without_a_reminder_nobody_is_reminded():
    assert remind_at(replace(ROTA, reminder=None), date(2026, 11, 23), FRANCE) is None


def test_alsace_moselle_has_two_days_more():
    good_friday, saint_stephen = date(2026, 4, 3), date(2025, 12, 26)
    assert FRANCE.is_working_day(good_friday)
    assert FRANCE.is_working_day(saint_stephen)
    assert not MOSELLE.is_working_day(good_friday)
    assert not MOSELLE.is_working_day(saint_stephen)
    assert local(remind_at(ROTA, date(2026, 4, 6), MOSELLE)) == "2026-04-02 16:00"


@pytest.mark.parametrize("place", ["XX", "FR-99", "FR-", "MC-1"])
def test_a_place_that_nobody_knows_is_refused_with_what_is_allowed(place: str):
    if place == "FR-":
        assert WorkingDays(place)(date(2026, 11, 24))
        return
    with pytest.raises(ValueError, match=r"^(a country, such as FR|FR, FR-57|MC without)"):
        WorkingDays(place)


def test_a_week_without_a_working_day_is_not_announced():
    closed = replace(POLICY, is_working_day=lambda day: day.isocalendar().week != 33)
    assert announce_at(ROTA, date(2026, 8, 10), closed) is None
    assert local(remind_at(ROTA, date(2026, 8, 17), closed)) == "2026-08-09 16:00"


def test_an_announcement_late_in_the_week_falls_back_on_its_last_working_day():
    friday = replace(ROTA, announce=WeeklyTime(4, time(8, 30)))
    assert local(announce_at(friday, date(2026, 12, 21), FRANCE)) == "2026-12-24 08:30"


@given(mondays)
def test_the_announcement_keeps_its_wall_clock_time_across_clock_changes(monday: date):
    instant = announce_at(ROTA, monday, POLICY)
    assert local(instant) == f"{monday} 08:30"


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        (date(2026, 3, 23), date(2026, 3, 30), timedelta(days=7, hours=-1)),
        (date(2026, 10, 19), date(2026, 10, 26), timedelta(days=7, hours=1)),
    ],
)
def test_a_clock_change_makes_a_week_an_hour_shorter_or_longer(before: date, after: date, days: timedelta):
    first, second = announce_at(ROTA, before, POLICY), announce_at(ROTA, after, POLICY)
    assert first
    assert second
    assert second - first == days
    assert second.tzinfo is not None
    assert second.utcoffset() == datetime.now(UTC).utcoffset()


@given(mondays, st.sets(st.integers(0, 6)), st.integers(0, 6))
def test_the_day_is_a_working_day_of_its_week_whenever_there_is_one(
    monday: date, off: set[int], weekday: int
):
    def works(day: date) -> bool:
        return day.weekday() not in off

    found = working_day_from(monday + timedelta(days=weekday), works)
    assert (found is None) == (working_days(monday, works) == [])
    if found:
        assert works(found)
        assert monday_of(found) == monday
