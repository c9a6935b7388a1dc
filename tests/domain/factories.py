"""The types of the fixtures that make stamps and calls, and the instant that they begin at."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.calls.call import Call
from bot.domain.stamp import Stamp

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

MakeStamp = Callable[..., Stamp]
"""`stamp(3, "U0BRUNO")` is Bruno, three minutes after noon."""

MakeCall = Callable[..., Call]
"""`opened("after", "contract")` is a call whose client the directory knows so far."""
