"""Ids: fresh names and message timestamps, never given twice."""

from itertools import count
from secrets import token_hex

from simulator.clock import MovableClock

BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0LINA"

_MICROSECONDS = 1_000_000


class Ids:
    """Ids are a prefix, the run's own mark and a number; timestamps follow the clock, and each other when it stops.

    The mark keeps ids apart from those of an earlier run, which an app may have stored.
    """

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._run = token_hex(3).upper()
        self._numbers = count(1)
        self._last_ts = 0

    def new(self, prefix: str) -> str:
        return f"{prefix}{self._run}{next(self._numbers):05X}"

    def ts(self) -> str:
        """A message's timestamp: seconds with six decimals, greater than all before it."""
        instant = int(self._clock.now().timestamp() * _MICROSECONDS)
        self._last_ts = max(instant, self._last_ts + 1)
        seconds, microseconds = divmod(self._last_ts, _MICROSECONDS)
        return f"{seconds}.{microseconds:06d}"

    def seconds(self) -> int:
        return int(self._clock.now().timestamp())
