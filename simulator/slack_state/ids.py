"""Ids: generates ids and message timestamps, never the same twice."""

from itertools import count
from secrets import token_hex

from simulator.clock import MovableClock

BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0LINA"

_MICROSECONDS = 1_000_000


class Ids:
    """Ids are a prefix, a random mark of this run and a number.

    The mark keeps them apart from ids of earlier runs, which an app may have stored.
    """

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._run = token_hex(3).upper()
        self._numbers = count(1)
        self._last_ts = 0

    def new(self, prefix: str) -> str:
        """A new id with that prefix."""
        return f"{prefix}{self._run}{next(self._numbers):05X}"

    def ts(self) -> str:
        """A message timestamp by the clock: seconds with six decimals, greater than all before it."""
        instant = int(self._clock.now().timestamp() * _MICROSECONDS)
        self._last_ts = max(instant, self._last_ts + 1)
        seconds, microseconds = divmod(self._last_ts, _MICROSECONDS)
        return f"{seconds}.{microseconds:06d}"

    def seconds(self) -> int:
        """The clock's time in whole Unix seconds."""
        return int(self._clock.now().timestamp())
