"""Working days of a country or of one of its subdivisions, as the `holidays` library knows them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec, module_from_spec

import holidays
from holidays.registry import EntityLoader

LONGEST = 3
"""Characters of a subdivision's code; the library also knows longer names, which are no codes."""

_COUNTRIES = "holidays.countries"


class WorkingDays:
    """`FR`, or with a subdivision `FR-57`.

    Raises:
        ValueError: the library knows no such place; says what is allowed.
    """

    def __init__(self, place: str) -> None:
        country, _, subdivision = place.partition("-")
        # Not `list_supported_countries`, which imports them all.
        if country not in EntityLoader.get_country_codes(include_aliases=False):
            raise ValueError(f"a country, such as FR; {country} is not known")
        with _without_other_countries():
            known = getattr(holidays, country).subdivisions
            if subdivision and subdivision not in known:
                allowed = ", ".join(f"{country}-{part}" for part in known if len(part) <= LONGEST)
                raise ValueError(f"{country}{f', {allowed}' if allowed else ' without a subdivision'}")
            self._holidays = holidays.country_holidays(country, subdiv=subdivision or None)

    def __call__(self, day: date) -> bool:
        return self._holidays.is_working_day(day)


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
