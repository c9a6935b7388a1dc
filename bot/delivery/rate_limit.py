"""The rate gate: waits before the claim, so that nothing is claimed that Slack would refuse for being too fast.

Slack takes about one post a second a channel, and some fifty updates a minute (tier 3).
"""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `every` seconds."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast Slack may be spoken to."""

    post: Rate = Rate(1, 1.1)
    update: Rate = Rate(10, 1.5)

    @classmethod
    def lifted(cls) -> "Limits":
        """No limit: for a workspace that sets none."""
        return cls(Rate(1, 0.0), Rate(1, 0.0))


class RateLimiter:
    def __init__(self, limits: Limits, running: Callable[[], float] = time.monotonic) -> None:
        self._pace = limits
        self._running = running
        self._free_at: dict[str, float] = {}
        self._passed: dict[str, float] = {}

    async def post(self, channel: str) -> None:
        """Waits until a message may be posted to this channel."""
        await self._enter(f"post {channel}", self._pace.post)

    async def passing(self, channel: str) -> None:
        """Just before the post: a claim that took long must not let the next one catch up with it."""
        gap = self._pace.post.every / self._pace.post.burst
        while (wait := self._passed.get(channel, -math.inf) + gap - self._running()) > 0:  # noqa: ASYNC110  # a turn, not an event
            await asyncio.sleep(wait)
        self._passed[channel] = self._running()

    async def update(self) -> None:
        """Waits until a message may be updated, in any channel."""
        await self._enter("update", self._pace.update)

    async def _enter(self, door: str, rate: Rate) -> None:
        # Booked before waiting: whoever comes next waits one turn longer.
        now = self._running()
        free_at = max(self._free_at.get(door, -math.inf), now - (rate.burst - 1) * rate.every)
        self._free_at[door] = free_at + rate.every
        if free_at > now:
            await asyncio.sleep(free_at - now)
