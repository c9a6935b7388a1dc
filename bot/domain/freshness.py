"""How old what a store answers from memory may be: of one person's act, what was read once serves all of it.

A store that other bots write to keeps documents in memory, and asks the database what was written since. Whoever reads
gets what was true when it asked, or later. One act (a command, a delivery) reads the same things a dozen times within
milliseconds: it says once from when on what it reads has to be true. Writes are compared and set, whatever was read.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar

SERVES = 2.0
"""Seconds after which what was read is read anew, whatever was said: alarms outlive the act that set them."""

_since: ContextVar[float] = ContextVar("_since", default=float("inf"))


def read_anew(monotonic: Callable[[], float] = time.monotonic) -> None:
    """What this task reads from here on, and the tasks that it starts, is as it is now, or newer."""
    _since.set(monotonic())


def oldest_acceptable() -> float:
    """From when on (seconds of `time.monotonic`) what is read has to be true; now, where nothing was said."""
    now = time.monotonic()
    return min(now, max(_since.get(), now - SERVES))
