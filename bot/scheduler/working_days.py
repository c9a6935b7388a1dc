"""Working days of a country or of one of its subdivisions, as the `holidays` library knows them.

What is most common, France with or without Alsace and Moselle, needs no library: it takes 5 MB to know every country.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec, module_from_spec

from bot.scheduler.french_holidays import french_holidays

LONGEST = 3
"""Characters of a subdivision's code; the library also knows longer names, which are no codes."""

_COUNTRIES = "holidays.countries"


_FRANCE, _ALSACE_MOSELLE = "FR", frozenset({"FR-57", "FR-6AE"})

_SATURDAY = 5


class WorkingDays:
    """`FR`, or with a subdivision `FR-57`.

    Raises:
        ValueError: the library knows no such place; says what is allowed.
    """

    def __init__(self, place: str) -> None:
        alsace_moselle = place in _ALSACE_MOSELLE
        self._is_working = (
            _french_working_days(alsace_moselle=alsace_moselle)
            if place == _FRANCE or alsace_moselle
            else _working_days_elsewhere(place)
        )

    def __call__(self, day: date) -> bool:
        return self._is_working(day)


def _french_working_days(*, alsace_moselle: bool) -> Callable[[date], bool]:
    def is_working(day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in french_holidays(
            day.year, alsace_moselle=alsace_moselle
        )

    return is_working


def _working_days_elsewhere(place: str) -> Callable[[date], bool]:
    import holidays
    from holidays.registry import EntityLoader

    country, _, subdivision = place.partition("-")
    # Not `list_supported_countries`, which imports them all.
    if country not in EntityLoader.get_country_codes(include_aliases=False):
        raise ValueError(f"a country, such as FR; {country} is not known")
    with _without_other_countries():
        known = getattr(holidays, country).subdivisions
        if subdivision and subdivision not in known:
            allowed = ", ".join(f"{country}-{part}" for part in known if len(part) <= LONGEST)
            raise ValueError(f"{country}{f', {allowed}' if allowed else ' without a subdivision'}")
        found: Callable[[date], bool] = holidays.country_holidays(
            country, subdiv=subdivision or None
        ).is_working_day
    return found


@contextmanager
def _without_other_countries() -> Iterator[None]:
    """Lets a country be imported alone: its package imports 250 of them, which takes 7 MB and a tenth of the start.

    Inside, an empty package stands for that one; afterwards it can be imported as usual.
    """
    spec = find_spec(_COUNTRIES)
    if spec is None or _COUNTRIES in sys.modules:
        yield
        return
    sys.modules[_COUNTRIES] = module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules[_COUNTRIES]
