"""The courier: says what documents promise, in order within a lane, lanes never waiting for one another."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.delivery.bells import Bells
from bot.delivery.custody import Custody
from bot.delivery.parcels import Errand
from bot.desk.outbox import Outbox
from bot.domain.notice import Notice
from bot.domain.notices import ready
from bot.domain.ports import Alarms, Clock, Document, StoreUnwritableError
from bot.domain.refusals import Refusal

log = structlog.get_logger(__name__)

HORIZON = timedelta(seconds=20)
"""Alarms are set this far ahead; the look-ahead, more often than that, sets the rest."""

AFTER_A_FAULT = 5.0
"""Seconds before a lane goes on whose last errand failed in a way that nobody foresaw."""

ANOTHER_BOT = 0.5
"""Seconds before asking again for a document that another bot speaks for: it may not see what was just written."""

Lane = tuple[str, str]


class Courier:
    """One task per document and lane while there is something to say; `drain` waits for what is in flight."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        custody: Custody,
        errands: Errand,
        alarms: Alarms,
        clock: Clock,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._custody = custody
        self._errands = errands
        self._alarms = alarms
        self._clock = clock
        self._bells = Bells(clock.now(), running)
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._again: set[Lane] = set()
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
        if self._lanes:
            _, unfinished = await asyncio.wait(list(self._lanes.values()), timeout=seconds)
            for task in unfinished:
                log.warning("not said before the stop", lane=task.get_name())
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._custody.settled()

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
            self._bells.ring(notice)
            if notice.lane != at_work:
                self._start((document.id, notice.lane))
        self._arm(document, now)

    def _arm(self, document: Document, now: datetime) -> None:
        at = min((at for n in document.notices if (at := n.wakes_at) and at > now), default=None)
        if at and at <= now + HORIZON:
            self._alarms.arm(document.id, at)

    def _start(self, lane: Lane) -> None:
        if lane in self._lanes:
            self._again.add(lane)
        else:
            self._lanes[lane] = asyncio.create_task(self._work(lane), name=" ".join(lane))

    async def _work(self, lane: Lane) -> None:
        bind_contextvars(call=lane[0])  # in this task's own context
        try:
            with self._custody.working(lane[0]):
                while not self._stopping and (found := await self._next(lane)):
                    await self._run(*found)
        except (StoreUnwritableError, Refusal):
            log.warning("store out of reach", lane=lane, exc_info=True)
        finally:
            del self._lanes[lane]
            self._again.discard(lane)

    async def _next(self, lane: Lane) -> tuple[Document, Notice] | None:
        while not self._stopping:
            self._again.discard(lane)
            ours = await self._custody.take(lane[0])
            document = await self._outbox.document(lane[0])
            if document is None:
                return None
            self._bells.forget(document.notices)
            # What this lane has just said may have given others something to say.
            self._take_up(document, at_work=lane[1])
            now = self._clock.now()
            notice = next((n for n in ready(document.notices, now) if n.lane == lane[1]), None)
            if notice and ours:
                return document, notice
            if notice:
                await asyncio.sleep(ANOTHER_BOT)
            elif lane not in self._again:  # nothing was written while we read
                return None
        return None

    async def _run(self, document: Document, notice: Notice) -> None:
        try:
            await self._errands.run(document, notice, self._bells.late(notice))
        except Exception:
            log.exception("errand failed", notice=notice.key)
            await asyncio.sleep(AFTER_A_FAULT)
