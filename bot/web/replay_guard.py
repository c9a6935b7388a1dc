"""The same request is acted on once: whoever sends it again within five minutes gets the first one's answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 600.0
"""A signature is good for five minutes before its time and five after it."""


class ReplayGuard(Generic[T]):
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._answers: dict[str, tuple[float, asyncio.Task[T]]] = {}

    async def answer(self, key: str, act: Callable[[], Awaitable[T]]) -> T:
        """What `act` returned for the first request with this key."""
        self._let_go()
        if key not in self._answers:
            self._answers[key] = (self._now(), asyncio.create_task(_acting(act)))
        # A client that hangs up does not undo what is being done.
        return await asyncio.shield(self._answers[key][1])

    def _let_go(self) -> None:
        oldest = self._now() - KEPT_SECONDS
        while self._answers:
            key, (since, _) = next(iter(self._answers.items()))
            if since > oldest:
                return
            del self._answers[key]


async def _acting(act: Callable[[], Awaitable[T]]) -> T:
    return await act()
