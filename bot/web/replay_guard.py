"""Handles a signed request once: whoever replays it gets the first one's answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 600.0
"""Seconds for which answers are kept: a signature is valid from five minutes before its time to five after."""


class ReplayGuard(Generic[T]):
    """Keeps the answers to the requests of the last `KEPT_SECONDS`.

    Args:
        monotonic: seconds of a monotonic clock.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._answers: dict[str, tuple[float, asyncio.Task[T]]] = {}

    async def answer(self, key: str, handle: Callable[[], Awaitable[T]]) -> T:
        """Returns what `handle` returned for the first request with this key."""
        self._drop_old()
        if key not in self._answers:
            self._answers[key] = (self._monotonic(), asyncio.create_task(_awaited(handle)))
        # A client that hangs up must not cancel what is being done.
        return await asyncio.shield(self._answers[key][1])

    def _drop_old(self) -> None:
        oldest = self._monotonic() - KEPT_SECONDS
        while self._answers:
            key, (since, _) = next(iter(self._answers.items()))
            if since > oldest:
                return
            del self._answers[key]


async def _awaited(handle: Callable[[], Awaitable[T]]) -> T:
    return await handle()
