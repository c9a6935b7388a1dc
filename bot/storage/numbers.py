"""Numbers of calls: the year and a count within it, as `2026-0042`."""

from collections.abc import Iterable
from dataclasses import dataclass

_ROOM = 1_000_000
"""More than the calls of a year; keeps the document ids of two years apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservedNumbers:
    """Numbers that new calls may not take, whether or not a call has them.

    Attributes:
        year: the year.
        count: all counts of that year up to this one are reserved.
    """

    year: int
    count: int


def number_of(year: int, count: int) -> str:
    """Returns the number, as `2026-0042`."""
    return f"{year}-{count:04d}"


def highest_count(year: int, known: Iterable[str]) -> int:
    """Returns the highest count among these numbers; 0 if none is of that year."""
    return max((count for y, count in map(parts_of, known) if y == year), default=0)


def highest_counts(known: Iterable[str]) -> dict[int, int]:
    """Returns the highest count of each year among these numbers."""
    highest: dict[int, int] = {}
    for year, count in map(parts_of, known):
        highest[year] = max(count, highest.get(year, 0))
    return highest


def parts_of(number: str) -> tuple[int, int]:
    """Returns the year, and the count within it."""
    year, count = number.split("-")
    return int(year), int(count)


def id_of(number: str) -> int:
    """Returns TinyDB's document id: an integer, in the order of the numbers."""
    year, count = parts_of(number)
    return year * _ROOM + count


def number_of_id(id_: int) -> str:
    """Returns the number of a document id."""
    return number_of(*divmod(id_, _ROOM))
