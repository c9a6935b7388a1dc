"""A month of the year: what time and statements are counted by."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_WRITTEN = re.compile("([12][0-9]{3})-(0[1-9]|1[0-2])")
_MONTHS = 12


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the year.

    Attributes:
        year: the year.
        month: 1 to 12.
    """

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """Returns the month that is written as `2026-11`.

        Raises:
            ValueError: the text is no month.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"no month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Returns the month of a day, or of an instant in its own time zone."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def following(self) -> "Month":
        """The month after it."""
        return self._moved(1)

    @property
    def previous(self) -> "Month":
        """The month before it."""
        return self._moved(-1)

    def includes(self, instant: datetime) -> bool:
        """Whether the instant, in its own time zone, is in this month."""
        return (instant.year, instant.month) == (self.year, self.month)

    def _moved(self, months: int) -> "Month":
        year, month = divmod(self.year * _MONTHS + self.month - 1 + months, _MONTHS)
        return Month(year, month + 1)
