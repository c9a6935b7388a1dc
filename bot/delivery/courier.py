"""The courier: says what documents promise, in order within a lane, lanes never waiting for one another."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.delivery.errands import Errands
from bot.desk.outbox import Outbox
from bot.domain.notice import PENDING, Late, Notice, next_at, ready
from bot.domain.ports import Alarms, Clock, Document

log = structlog.get_logger(__name__)

HORIZON = timedelta(seconds=20)
"""Alarms are set this far ahead; the look-ahead, more often than that, sets the rest."""

AFTER_A_FAULT = 5.0
"""Seconds before a lane goes on whose last errand failed in a way that nobody foresaw."""

LATE_AFTER = 60.0

Lane = tuple[str, str]


class Courier:
    """One task per document and lane while there is something to say; `drain` waits for what is in flight."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        errands: Errands,
        alarms: Alarms,
        clock: Clock,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._errands = errands
        self._alarms = alarms
        self._clock = clock
        self._running = running
        self._started = clock.now()
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._again: set[Lane] = set()
        self._rang: dict[str, float] = {}
        self._stopping = False

    def written(self, document: Document) -> None:
        """Says what is due of a document that was just written or read, and sets its alarm."""
        self._take_up(document, at_work=None)

    async def ring(self, id: str) -> None:
        """An alarm rang for this document."""
        document = await self._outbox.document(id)
        if document:
            self.written(document)

    async def look_ahead(self) -> None:
        """Sets the alarms of what is due soon, whoever wrote it."""
        for wake in await self._outbox.wakes(self._clock.now() + HORIZON):
            self._alarms.arm(wake.id, wake.at)

    async def drain(self, seconds: float) -> None:
        """Takes nothing new, lets what is in flight finish, leaves the rest to the store."""
        self._stopping = True
        tasks = list(self._lanes.values())
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def idle(self) -> None:
        """Until nothing is being said and nothing is due now."""
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))

    def _take_up(self, document: Document, at_work: str | None) -> None:
        """Starts the lanes that have something to say, but for the one whose task is asking."""
        if self._stopping:
            return
        now = self._clock.now()
        for notice in ready(document.notices, now):
            self._rang.setdefault(notice.key, self._running())
            if notice.lane != at_work:
                self._start((document.id, notice.lane))
        self._arm(document, now)

    def _arm(self, document: Document, now: datetime) -> None:
        later = [n for n in document.notices if n.ready_at > now]
        at = next_at(tuple(later))
        if at and at <= now + HORIZON:
            self._alarms.arm(document.id, at)

    def _start(self, lane: Lane) -> None:
        if lane in self._lanes:
            self._again.add(lane)
        else:
            self._lanes[lane] = asyncio.create_task(self._work(lane), name=" ".join(lane))

    async def _work(self, lane: Lane) -> None:
        try:
            while not self._stopping and (found := await self._next(lane)):
                await self._run(*found)
        finally:
            del self._lanes[lane]
            self._again.discard(lane)

    async def _next(self, lane: Lane) -> tuple[Document, Notice] | None:
        while True:
            self._again.discard(lane)
            document = await self._outbox.document(lane[0])
            if document is None:
                return None
            self._forget_bells(document)
            # What this lane has just said may have given others something to say.
            self._take_up(document, at_work=lane[1])
            now = self._clock.now()
            notice = next((n for n in ready(document.notices, now) if n.lane == lane[1]), None)
            if notice:
                return document, notice
            if lane not in self._again:  # nothing was written while we read
                return None

    async def _run(self, document: Document, notice: Notice) -> None:
        rang = self._rang.setdefault(notice.key, self._running())
        try:
            await self._errands.run(document, notice, self._late(notice, rang))
        except Exception:
            log.exception("errand failed", notice=notice.key)
            await asyncio.sleep(AFTER_A_FAULT)

    def _forget_bells(self, document: Document) -> None:
        for notice in document.notices:
            if notice.state not in PENDING:
                self._rang.pop(notice.key, None)

    def _late(self, notice: Notice, rang: float) -> Late | None:
        if notice.due < self._started:
            return Late.STOPPED
        return Late.SLACK if self._running() - rang > LATE_AFTER else None
