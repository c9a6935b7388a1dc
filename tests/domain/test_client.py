from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.client import Contract, minutes_left, version_below

NEW_YEAR, NEW_YEARS_EVE = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2025, 12, 31), False),
        (NEW_YEAR, True),
        (date(2026, 6, 15), True),
        (NEW_YEARS_EVE, True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_contract_is_valid_from_its_first_to_its_last_day(day: date, valid: bool) -> None:  # noqa: FBT001  # a table's column
    assert Contract(reference="C1", start=NEW_YEAR, end=NEW_YEARS_EVE).valid_on(day) is valid


def test_a_contract_without_dates_is_always_valid() -> None:
    assert Contract(reference="C1").valid_on(date.min)
    assert Contract(reference="C1").valid_on(date.max)


def test_a_contract_without_start_ends_and_without_end_starts() -> None:
    assert not Contract(reference="C1", end=NEW_YEARS_EVE).valid_on(date(2027, 1, 1))
    assert not Contract(reference="C1", start=NEW_YEAR).valid_on(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("hours", "used", "left"),
    [("10", 90, 510), ("7.5", 0, 450), ("0.01", 0, 0), ("1", 60, 0), ("1", 75, -15), ("0", 0, 0)],
)
def test_minutes_left_are_the_hours_granted_less_the_minutes_used(hours: str, used: int, left: int) -> None:
    assert minutes_left(Contract(reference="C1", hours=Decimal(hours)), used) == left


def test_a_contract_without_hours_has_no_limit() -> None:
    assert minutes_left(Contract(reference="C1"), 100_000) is None


@pytest.mark.parametrize(
    ("version", "latest"),
    [("5.9", "5.10"), ("4.99", "5.0"), ("5", "5.0.1"), ("5.1", "5.1.1"), (" 5.0 ", "5.1")],
)
def test_an_older_version_is_below(version: str, latest: str) -> None:
    assert version_below(version, latest)
    assert not version_below(latest, version)


@pytest.mark.parametrize(
    ("version", "latest"),
    [
        ("5.1", "5.1"),
        ("5.1", "5.1.0"),
        ("5.1.0", "5.1"),
        (None, "5.1"),
        ("5.1", None),
        ("", "5.1"),
        ("5.x", "6"),
        ("v4", "5"),
        ("5..1", "6"),
        ("5.-1", "6"),
        ("٤", "5"),
    ],
)
def test_neither_the_same_version_nor_one_that_is_no_number_is_below(
    version: str | None, latest: str | None
) -> None:
    assert not version_below(version, latest)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=4), st.lists(st.integers(0, 30), min_size=1, max_size=4)
)
def test_versions_compare_as_their_numbers(ours: list[int], theirs: list[int]) -> None:
    padded = [[*parts, *[0] * (4 - len(parts))] for parts in (ours, theirs)]
    assert version_below(".".join(map(str, ours)), ".".join(map(str, theirs))) is (padded[0] < padded[1])
