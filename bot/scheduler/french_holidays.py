"""The public holidays of France (Code du travail, L3133-1), and of Alsace and Moselle (L3134-13)."""

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Month and day of those with a date."""

AFTER_EASTER = (1, 39, 50)
"""Days from Easter to its Monday, the Ascension and Whit Monday."""

GOOD_FRIDAY, SAINT_STEPHEN = -2, (12, 26)
"""Holidays in Alsace and Moselle alone."""


@lru_cache(8)
def french_holidays(year: int, *, alsace_moselle: bool = False) -> frozenset[date]:
    """Returns the holidays of a year since 2008, when Whit Monday was no longer to be worked."""
    easter = easter_of(year)
    fixed = (*FIXED, SAINT_STEPHEN) if alsace_moselle else FIXED
    movable = (*AFTER_EASTER, GOOD_FRIDAY) if alsace_moselle else AFTER_EASTER
    return frozenset(
        [
            *(date(year, month, day) for month, day in fixed),
            *(easter + timedelta(days) for days in movable),
        ]
    )


def easter_of(year: int) -> date:
    """Returns Easter Sunday of a year of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, left = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    leaps_of_century, left_of_century = divmod(of_century, 4)
    weekday = (32 + 2 * left + 2 * leaps_of_century - epact - left_of_century) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
