"""The rate limiter: waits before the claim, so that nothing is claimed that Slack would refuse for being too fast.

Slack takes about one post a second a channel, lets short bursts pass without a guarantee, and some fifty updates a
minute (tier 3); a 429 is a certain no and says how long to wait (https://docs.slack.dev/apis/web-api/rate-limits). So
a few posts go at once, Slack's 429 is the judge, and a channel that got one keeps to the strict second for a minute.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

STRICT_SECONDS = 60.0
"""How long a bucket allows no burst after Slack refused a request and the time that it asked for is over."""

MOMENT = 1e-6
"""Seconds that are not worth waiting."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `every` seconds."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast Slack may be spoken to.

    Attributes:
        post: messages in one channel.
        update: updates of messages, in all channels.
    """

    post: Rate = Rate(4, 1.1)
    update: Rate = Rate(10, 1.5)

    @classmethod
    def lifted(cls) -> "Limits":
        """No limit: for a workspace that sets none."""
        return cls(Rate(1, 0.0), Rate(1, 0.0))


class TokenBucket:
    """Counts what one bucket allows; every `now` is in seconds of one clock that never goes back.

    Args:
        rate: of the bucket, which is full at first.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._free_at = -math.inf  # from here on, a token for each `every`
        self._strict_until = -math.inf

    def wait(self, now: float) -> float:
        """Returns how many seconds have to pass before the next request; 0 if none."""
        wait = self._earliest(now) - now
        return wait if wait > MOMENT else 0.0

    def take(self, now: float) -> None:
        """Counts a request of this instant, for which `wait` has returned 0."""
        self._free_at = self._earliest(now) + self._rate.every

    def refuse(self, now: float, retry_after: float) -> None:
        """After a 429: allows nothing for so many seconds, and no burst for `STRICT_SECONDS` more."""
        self._free_at = max(self._free_at, now + retry_after)
        self._strict_until = max(self._strict_until, now + retry_after + STRICT_SECONDS)

    def _earliest(self, now: float) -> float:
        saved = 0 if now < self._strict_until else self._rate.burst - 1
        return max(self._free_at, now - saved * self._rate.every)


class RateLimiter:
    """A bucket for the posts in each channel, and one for all updates. Those who wait go in the order they came.

    Args:
        limits: of the buckets.
        monotonic: seconds of running time.
    """

    def __init__(self, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._posts: defaultdict[str, _Gate] = defaultdict(lambda: _Gate(limits.post, monotonic))
        self._updates = _Gate(limits.update, monotonic)

    async def acquire_post(self, channel: str) -> None:
        """Waits until a message may be posted to this channel."""
        await self._posts[channel].acquire()

    async def acquire_update(self) -> None:
        """Waits until a message may be updated, in any channel."""
        await self._updates.acquire()

    def post_refused(self, channel: str, retry_after: float) -> None:
        """Slack answered a post with 429: this channel waits so many seconds, and is slow for a minute."""
        self._posts[channel].refuse(retry_after)

    def forget(self) -> None:
        """Begins anew, for a clock that people moved: what Slack asked to wait is over, and nobody waits any more."""
        for gate in (self._updates, *self._posts.values()):
            gate.forget()

    def update_refused(self, retry_after: float) -> None:
        """Slack answered an update with 429: all updates wait so many seconds, and are slow for a minute."""
        self._updates.refuse(retry_after)


class _Gate:
    """A bucket, and those who wait for it."""

    def __init__(self, rate: Rate, monotonic: Callable[[], float]) -> None:
        self._rate = rate
        self._bucket = TokenBucket(rate)
        self._monotonic = monotonic
        self._first = asyncio.Lock()
        self._forgotten = asyncio.Event()

    async def acquire(self) -> None:
        async with self._first:
            # Asked again after the wait: Slack may have refused another request meanwhile.
            while wait := self._bucket.wait(self._monotonic()):
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._forgotten.wait()
                self._forgotten.clear()
            self._bucket.take(self._monotonic())

    def refuse(self, retry_after: float) -> None:
        self._bucket.refuse(self._monotonic(), retry_after)

    def forget(self) -> None:
        self._bucket = TokenBucket(self._rate)
        self._forgotten.set()
