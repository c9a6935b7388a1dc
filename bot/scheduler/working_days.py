"""Working days of a country or of one of its subdivisions, as the `holidays` library knows them."""

from datetime import date

import holidays

LONGEST = 3
"""Characters of a subdivision's code; the library also knows longer names, which are no codes."""


class WorkingDays:
    """`FR`, or with a subdivision `FR-57`.

    Raises:
        ValueError: the library knows no such place; says what is allowed.
    """

    def __init__(self, place: str) -> None:
        country, _, subdivision = place.partition("-")
        known = holidays.list_supported_countries(include_aliases=False)
        if country not in known:
            raise ValueError(f"a country, such as FR; {country} is not known")
        if subdivision and subdivision not in known[country]:
            allowed = ", ".join(f"{country}-{part}" for part in known[country] if len(part) <= LONGEST)
            raise ValueError(f"{country}{f', {allowed}' if allowed else ' without a subdivision'}")
        self._holidays = holidays.country_holidays(country, subdiv=subdivision or None)

    def __call__(self, day: date) -> bool:
        return self._holidays.is_working_day(day)
