"""Keeps the search of closed calls as the store is: built once, then told of every write."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from bot.domain.calls.call import Call
from bot.domain.ports import Calls, CallSearch, StoreUnwritableError

log = structlog.get_logger(__name__)

BATCH = 100
"""How many calls are put at once, so that a question of somebody who waits comes in between."""

BUSY = 1.0
"""For so many seconds after a call was written, the bot counts as busy: somebody may be waiting for it."""

REST = 9.0
"""How long the building rests while the bot is busy, as a multiple of how long it just worked."""


@dataclass(kw_only=True)
class SearchUpkeep:
    """Puts into the search what the store holds of closed calls.

    A call that was written meanwhile is not put as the store had it before: `notify` is the newer word.
    """

    calls: Calls
    search: CallSearch
    _written: dict[str, Call] = field(default_factory=dict, init=False)
    _newer: set[str] | None = field(default_factory=set, init=False)
    _building: asyncio.Task[None] | None = field(default=None, init=False)
    _written_at: float = field(default=-BUSY, init=False)

    def notify(self, call: Call, /) -> None:
        """The call was written; it is put when somebody next asks."""
        if call.reports:
            self._written[call.number] = call
        if self._newer is not None:
            self._newer.add(call.number)
            self._written_at = time.monotonic()

    def start(self) -> None:
        """Begins to read the store, beside whatever else the bot does."""
        if self._building is None:
            self._building = asyncio.create_task(self._build())

    async def stop(self) -> None:
        """Ends the reading of the store, which would not outlive it."""
        if self._building:
            self._building.cancel()
            await asyncio.gather(self._building, return_exceptions=True)

    async def built(self) -> None:
        """Returns once the search holds all closed calls, or cannot hold them."""
        if self._building:
            await asyncio.wait({self._building})

    async def catch_up(self) -> None:
        """Puts what was written since the last time, by this bot or by another on the same store."""
        elsewhere = await self.calls.changed_elsewhere()
        written, self._written = self._written, {}
        for call in elsewhere:
            known = written.get(call.number)
            if known is None or known.version < call.version:
                written[call.number] = call
        if written:
            await self.search.put([*written.values()])

    async def _build(self) -> None:
        try:
            batch: list[Call] = []
            began = time.monotonic()
            async for call in self.calls.every():
                if call.reports:
                    batch.append(call)
                if len(batch) >= BATCH:
                    await self._put(batch)
                    batch = []
                    await self._rest(time.monotonic() - began)
                    began = time.monotonic()
            await self._put(batch)
        except StoreUnwritableError:
            log.exception("the closed calls could not be read to the end: the search lacks some")
            return
        self._newer = None
        self.search.mark_complete()
        log.info("the search holds all closed calls")

    async def _rest(self, worked: float) -> None:
        """Leaves the processor to whoever waits for the bot; does nothing while nobody does."""
        busy = time.monotonic() - self._written_at < BUSY
        await asyncio.sleep(REST * worked if busy else 0)

    async def _put(self, calls: Sequence[Call]) -> None:
        newer = self._newer or set()
        await self.search.put([call for call in calls if call.number not in newer])
