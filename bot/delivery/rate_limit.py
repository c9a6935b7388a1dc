"""The rate limiter: waits before the claim, so that nothing is claimed that Slack would refuse for being too fast.

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
    def __init__(self, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        self._posted_at: dict[str, float] = {}

    async def acquire_post(self, channel: str) -> None:
        """Waits until a message may be posted to this channel."""
        await self._acquire(f"post {channel}", self._limits.post)

    async def space_posts(self, channel: str) -> None:
        """Waits, just before the post, until the last one is long enough ago: a slow claim lets the next catch up."""
        gap = self._limits.post.every / self._limits.post.burst
        while (wait := self._posted_at.get(channel, -math.inf) + gap - self._monotonic()) > 0:  # noqa: ASYNC110  # a turn, not an event
            await asyncio.sleep(wait)
        self._posted_at[channel] = self._monotonic()

    async def acquire_update(self) -> None:
        """Waits until a message may be updated, in any channel."""
        await self._acquire("update", self._limits.update)

    async def _acquire(self, bucket: str, rate: Rate) -> None:
        # Booked before waiting: whoever comes next waits one turn longer.
        now = self._monotonic()
        free_at = max(self._free_at.get(bucket, -math.inf), now - (rate.burst - 1) * rate.every)
        self._free_at[bucket] = free_at + rate.every
        if free_at > now:
            await asyncio.sleep(free_at - now)
