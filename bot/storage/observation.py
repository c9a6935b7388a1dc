"""How long writes take, told to whoever measures them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ObserveWrite = Callable[[float], None]
"""Receives the seconds that one durable write took, whether or not it succeeded."""


def unobserved(_seconds: float, /) -> None:
    """Measures nothing."""


@contextmanager
def timed(observe_write: ObserveWrite) -> Iterator[None]:
    """Tells how long its block took."""
    began = time.perf_counter()
    try:
        yield
    finally:
        observe_write(time.perf_counter() - began)
