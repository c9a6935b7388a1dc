"""A call's number is `year-count`; the next one is one more than the year's highest known."""

from collections.abc import Iterable
from dataclasses import dataclass

_ROOM = 1_000_000
"""Calls a year; keeps the ids of two years apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservedNumbers:
    """All counts up to this one are taken in that year, whether or not a call has them."""

    year: int
    count: int


def number_of(year: int, count: int) -> str:
    return f"{year}-{count:04d}"


def highest_count(year: int, known: Iterable[str]) -> int:
    """0 in a year without calls."""
    return max((count for y, count in map(parts_of, known) if y == year), default=0)


def highest_counts(known: Iterable[str]) -> dict[int, int]:
    """The highest count of each year that has one."""
    highest: dict[int, int] = {}
    for year, count in map(parts_of, known):
        highest[year] = max(count, highest.get(year, 0))
    return highest


def parts_of(number: str) -> tuple[int, int]:
    """The year, and the count within it."""
    year, count = number.split("-")
    return int(year), int(count)


def id_of(number: str) -> int:
    """TinyDB's document id: one integer, in the numbers' order."""
    year, count = parts_of(number)
    return year * _ROOM + count


def number_of_id(id_: int) -> str:
    return number_of(*divmod(id_, _ROOM))
