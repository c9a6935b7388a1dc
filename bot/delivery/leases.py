"""Leases: of several bots on one store, one at a time delivers the notices of a document.

A bot that dies or freezes loses its leases when they run out; what it was sending is then looked for in Slack.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import structlog

from bot.domain.ports import Leases, StoreUnwritableError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaseTerms:
    """Seconds: how long a lease is, what is left when it is renewed, and what must be left for a post to start; and
    how often it is looked at during a delivery that takes longer.

    A post takes ten at most, and has to be written down before anybody else looks for it.
    """

    lease: float = 30.0
    renewed_at: float = 20.0
    to_post: float = 15.0
    look_every: float = 3.0


@dataclass(slots=True)
class _Held:
    """`until` is by this bot's running time, from before the store was asked: the store's own instant is later."""

    until: float = float("-inf")
    users: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class DocumentLeases:
    """The leases that this bot holds.

    `recover` is called with each document whose lease is acquired anew: nobody is sending any of its notices now.
    """

    def __init__(
        self,
        leases: Leases,
        recover: Callable[[str], Awaitable[object]],
        monotonic: Callable[[], float] = time.monotonic,
        terms: LeaseTerms | None = None,
    ) -> None:
        self._leases = leases
        self._recover = recover
        self._monotonic = monotonic
        self._terms = terms or LeaseTerms()
        self._held: dict[str, _Held] = {}
        self._releases: set[asyncio.Task[None]] = set()

    @contextmanager
    def using(self, id: str) -> Iterator[None]:
        """Within it, one of the document's queues is being worked on; the last one to leave releases the lease."""
        held = self._held.setdefault(id, _Held())
        held.users += 1
        try:
            yield
        finally:
            held.users -= 1
            if not held.users:
                release = asyncio.create_task(self._release(id, held))
                self._releases.add(release)
                release.add_done_callback(self._releases.discard)

    async def acquire(self, id: str) -> bool:
        """Whether the lease is ours, for long enough to send something; False while another bot holds it."""
        held = self._held.setdefault(id, _Held())
        async with held.lock:
            if self._left(held) >= self._terms.renewed_at:
                return True
            asked = self._monotonic()
            if not await self._leases.hold(id, self._terms.lease):
                held.until = float("-inf")
                return False
            if self._left(held) <= 0:
                await self._recover(id)
            held.until = asked + self._terms.lease
            return True

    @asynccontextmanager
    async def kept(self, id: str) -> AsyncIterator[None]:
        """Within it, the lease is renewed in time, however long that takes; one that is lost is not taken again."""
        renewing = asyncio.create_task(self._renew(id))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, id: str) -> None:
        while self.holds(id):
            await asyncio.sleep(self._terms.look_every)
            try:
                if self.holds(id):
                    await self.acquire(id)
            except StoreUnwritableError as error:
                log.warning("the lease was not renewed", document=id, error=str(error))

    def assume(self, id: str) -> None:
        """Takes the lease without the store's word, where the store cannot be reached: its holder cannot either."""
        held = self._held.setdefault(id, _Held())
        if self._left(held) < self._terms.renewed_at:
            held.until = self._monotonic() + self._terms.lease

    def holds(self, id: str) -> bool:
        """Whether the lease is ours at this moment."""
        held = self._held.get(id)
        return held is not None and self._left(held) > 0

    def allows_post(self, id: str) -> bool:
        """Whether a post that starts now ends before another bot may acquire the lease."""
        held = self._held.get(id)
        return held is not None and self._left(held) >= self._terms.to_post

    async def released(self) -> None:
        """Waits until all releases under way have reached the store."""
        await asyncio.gather(*self._releases)

    def _left(self, held: _Held) -> float:
        return held.until - self._monotonic()

    async def _release(self, id: str, held: _Held) -> None:
        async with held.lock:
            if held.users or self._held.get(id) is not held:  # taken again, or let go already
                return
            held.until = float("-inf")
            try:
                await self._leases.release(id)
            except StoreUnwritableError as error:
                log.info("not released, will run out", document=id, error=str(error))
            if not held.users:
                del self._held[id]
