"""French holidays are what the `holidays` library says, which knows every other country."""

from datetime import date, timedelta

import holidays
import pytest

from bot.scheduler.french_holidays import french_holidays
from bot.scheduler.working_days import WorkingDays

YEARS = range(2008, 2100)
"""From 2005 to 2007 the library counts Whit Monday as worked."""


@pytest.mark.parametrize(("place", "subdivision"), [("FR", None), ("FR-57", "57"), ("FR-6AE", "6AE")])
def test_france_has_the_holidays_that_the_library_knows(place: str, subdivision: str | None) -> None:
    for year in YEARS:
        known = holidays.country_holidays("FR", subdiv=subdivision, years=year)
        assert french_holidays(year, alsace_moselle=subdivision is not None) == known.keys(), year
    day, works = date(2024, 1, 1), WorkingDays(place)
    library = holidays.country_holidays("FR", subdiv=subdivision)
    while day.year < 2027:
        assert works(day) == library.is_working_day(day), day
        day += timedelta(days=1)


def test_another_subdivision_has_its_own() -> None:
    assert WorkingDays("FR")(date(2027, 12, 20))
    assert not WorkingDays("FR-974")(date(2027, 12, 20))
    assert not WorkingDays("BE")(date(2026, 7, 21))
