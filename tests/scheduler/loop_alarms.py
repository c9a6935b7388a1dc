"""Alarms without a library, for tests: the event loop's own timers, under the same contract as the real ones."""

import asyncio
from datetime import datetime

from bot.domain.ports import Clock
from bot.scheduler.alarms import Ring


class LoopAlarms:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._armed: dict[str, datetime] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._ringing: set[asyncio.Task[None]] = set()
        self._ring: Ring | None = None

    def start(self, ring: Ring) -> None:
        self._ring = ring
        self.rearm()

    def stop(self) -> None:
        self._ring = None
        for timer in self._timers.values():
            timer.cancel()

    def arm(self, id: str, at: datetime) -> None:
        self._armed[id] = at
        if self._ring:
            self._set(id, at)

    def rearm(self) -> None:
        for id, at in self._armed.items():
            self._set(id, at)

    def _set(self, id: str, at: datetime) -> None:
        if id in self._timers:
            self._timers[id].cancel()
        seconds = max(0.0, (at - self._clock.now()).total_seconds())
        self._timers[id] = asyncio.get_running_loop().call_later(seconds, self._next_step, id)

    def _next_step(self, id: str) -> None:
        del self._armed[id], self._timers[id]
        if self._ring:
            task = asyncio.create_task(_begun(self._ring, id))
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)


async def _begun(ring: Ring, id: str) -> None:
    await ring(id)
