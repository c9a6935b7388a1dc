"""The courier: says what documents promise, in order within a lane, lanes never waiting for one another."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.delivery.lateness import LatenessTracker
from bot.delivery.leases import DocumentLeases
from bot.delivery.senders.outgoing import Errand
from bot.domain.outbox.notice import Notice
from bot.domain.outbox.notices import ready
from bot.domain.ports import Alarms, Clock, Document, StoreUnwritableError
from bot.domain.refusals import Refusal
from bot.services.outbox import Outbox

log = structlog.get_logger(__name__)

HORIZON = timedelta(seconds=20)
"""Alarms are set this far ahead; the look-ahead, more often than that, sets the rest."""

AFTER_A_FAULT = 5.0
"""Seconds before a lane goes on whose last errand failed in a way that nobody foresaw."""

ANOTHER_BOT = 0.5
"""Seconds before asking again for a document that another bot speaks for: it may not see what was just written."""

QueueId = tuple[str, str]


class Dispatcher:
    """One task per document and lane while there is something to say; `drain` waits for what is in flight."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        leases: DocumentLeases,
        errands: Errand,
        alarms: Alarms,
        clock: Clock,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._leases = leases
        self._errands = errands
        self._alarms = alarms
        self._clock = clock
        self._lateness = LatenessTracker(clock.now(), running)
        self._workers: dict[QueueId, asyncio.Task[None]] = {}
        self._again: set[QueueId] = set()
        self._stopping = False

    def notify(self, document: Document) -> None:
        """Says what is due of a document that was just written or read, and sets its alarm."""
        self._take_up(document, at_work=None)

    async def ring(self, id: str) -> None:
        """An alarm rang for this document."""
        document = await self._outbox.document(id)
        if document:
            self.notify(document)

    async def look_ahead(self) -> None:
        """Sets the alarms of what is due soon, whoever wrote it."""
        for due_document in await self._outbox.due_before(self._clock.now() + HORIZON):
            self._alarms.arm(due_document.id, due_document.at)

    async def drain(self, seconds: float) -> None:
        """Takes nothing new, lets what is in flight finish, leaves the rest to the store."""
        self._stopping = True
        if self._workers:
            _, unfinished = await asyncio.wait(list(self._workers.values()), timeout=seconds)
            for task in unfinished:
                log.warning("not said before the stop", queue=task.get_name())
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._leases.settled()

    async def idle(self) -> None:
        """Until nothing is being said and nothing is due now."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))

    def _take_up(self, document: Document, at_work: str | None) -> None:
        """Starts the lanes that have something to say, but for the one whose task is asking."""
        if self._stopping:
            return
        now = self._clock.now()
        for notice in ready(document.notices, now):
            self._lateness.ring(notice)
            if notice.queue != at_work:
                self._start((document.id, notice.queue))
        self._arm(document, now)

    def _arm(self, document: Document, now: datetime) -> None:
        at = min((at for n in document.notices if (at := n.next_action_at) and at > now), default=None)
        if at and at <= now + HORIZON:
            self._alarms.arm(document.id, at)

    def _start(self, queue: QueueId) -> None:
        if queue in self._workers:
            self._again.add(queue)
        else:
            self._workers[queue] = asyncio.create_task(self._work(queue), name=" ".join(queue))

    async def _work(self, queue: QueueId) -> None:
        bind_contextvars(call=queue[0])  # in this task's own context
        try:
            with self._leases.working(queue[0]):
                while not self._stopping and (found := await self._next(queue)):
                    await self._run(*found)
        except (StoreUnwritableError, Refusal):
            log.warning("store out of reach", queue=queue, exc_info=True)
        finally:
            del self._workers[queue]
            self._again.discard(queue)

    async def _next(self, queue: QueueId) -> tuple[Document, Notice] | None:
        while not self._stopping:
            self._again.discard(queue)
            ours = await self._leases.take(queue[0])
            document = await self._outbox.document(queue[0])
            if document is None:
                return None
            self._lateness.forget(document.notices)
            # What this lane has just said may have given others something to say.
            self._take_up(document, at_work=queue[1])
            now = self._clock.now()
            notice = next((n for n in ready(document.notices, now) if n.queue == queue[1]), None)
            if notice and ours:
                return document, notice
            if notice:
                await asyncio.sleep(ANOTHER_BOT)
            elif queue not in self._again:  # nothing was written while we read
                return None
        return None

    async def _run(self, document: Document, notice: Notice) -> None:
        try:
            await self._errands.run(document, notice, self._lateness.delay_reason(notice))
        except Exception:
            log.exception("errand failed", notice=notice.key)
            await asyncio.sleep(AFTER_A_FAULT)
