"""Stamp: who did something, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SYSTEM = ""
"""Stands for a person where the passing of time did it."""

SAME_CLICK = timedelta(seconds=60)
"""The same person asking for the same thing again within this time is a repeated click."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did something, and when.

    Attributes:
        at: aware UTC.
        by: a Slack user id; `SYSTEM` where nobody did it.
    """

    at: datetime
    by: str
