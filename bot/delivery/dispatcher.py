"""The dispatcher: delivers the notices that documents promise, in order within a queue, queues in parallel.

The way of one notice: due → lease of its document → turn at the rate limiter → claim (durable) → sender → one record
of the outcome. Whatever stops in between, the stored document says how far it got.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.delivery.card_links import PostedCardLinks
from bot.delivery.lateness import LatenessTracker
from bot.delivery.leases import DocumentLeases
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import DeliveryError, FailureKind, RetryPolicy
from bot.delivery.senders import Sender
from bot.domain.calls.deleted_messages import POSTED_ANEW
from bot.domain.freshness import read_anew
from bot.domain.outbox.notice import (
    ESCALATION_KINDS,
    UNSEARCHABLE,
    DeliveryState,
    Location,
    Notice,
    NoticeKind,
    Queue,
    QueueKind,
    ToolReceipt,
)
from bot.domain.outbox.notices import find, ready
from bot.domain.outbox.transitions import (
    Deleted,
    Faulted,
    Forgotten,
    Outcome,
    Rejected,
    Retry,
    Sent,
    Unconfirmed,
    Updated,
    UpdateDelayed,
)
from bot.domain.ports import Alarms, Clock, Document, StaleVersionError, StoreUnwritableError
from bot.domain.refusals import Refusal
from bot.services.outbox import Outbox
from bot.services.waiting import WaitingPeople

log = structlog.get_logger(__name__)

HORIZON = timedelta(seconds=20)
"""Alarms are set this far ahead; the look-ahead, more often than that, sets the rest."""

AFTER_A_FAULT = 5.0
"""Seconds, times the number of faults, before a notice is tried again that failed in a way that nobody foresaw."""

SHOWN = 200
"""Characters of an error that are kept."""

LEASED_ELSEWHERE = 0.5
"""Seconds before asking again for a document that another bot holds: it may not see what was just written."""

RELEASE_SECONDS = 1.0
"""For leases to be released at the stop."""

MAILBOX_MENDED_AFTER = timedelta(minutes=15)
"""Before a mailbox of our own that does not exist is tried again."""

_Worker = tuple[str, Queue]


class Dispatcher:
    """One task per document and queue while there is something to deliver."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        leases: DocumentLeases,
        senders: Mapping[QueueKind, Sender],
        reconciler: Reconciler,
        retry: RetryPolicy,
        card_links: PostedCardLinks,
        alarms: Alarms,
        clock: Clock,
        waiting: WaitingPeople | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._waiting = waiting or WaitingPeople()
        self._leases = leases
        self._senders = senders
        self._reconciler = reconciler
        self._retry = retry
        self._card_links = card_links
        self._alarms = alarms
        self._clock = clock
        self._lateness = LatenessTracker(clock.now(), monotonic)
        self._workers: dict[_Worker, asyncio.Task[None]] = {}
        self._again: set[_Worker] = set()
        self._stopping = False

    def notify(self, document: Document) -> None:
        """Delivers what is due of a document that was just written or read, and sets its alarm for the rest."""
        self._take_up(document, except_queue=None)

    async def ring(self, id: str) -> None:
        """Takes up a document whose alarm rang."""
        document = await self._outbox.document(id)
        if document:
            self.notify(document)

    async def look_ahead(self) -> None:
        """Takes up what is due and sets the alarms of what is due soon, whichever bot wrote it."""
        now = self._clock.now()
        for due in await self._outbox.due_before(now + HORIZON):
            if due.at <= now:
                await self.ring(due.id)
            else:
                self._alarms.arm(due.id, due.at)

    async def drain(self, seconds: float) -> None:
        """Takes up nothing new, lets what is in flight finish for so many seconds, leaves the rest to the store."""
        self._stopping = True
        if self._workers:
            _, unfinished = await asyncio.wait(list(self._workers.values()), timeout=seconds)
            for task in unfinished:
                log.warning("not delivered before the stop", queue=task.get_name())
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        with suppress(TimeoutError):  # a lease that is not released runs out
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._leases.released()

    async def idle(self) -> None:
        """Waits until nothing is being delivered and nothing is due now."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))

    def _take_up(self, document: Document, except_queue: Queue | None) -> None:
        """Starts the queues that have something to deliver, but for the one whose own task asks."""
        if self._stopping:
            return
        self._outbox.remember(document)
        now = self._clock.now()
        for notice in ready(document.notices, now):
            self._lateness.mark_ready(notice)
            if notice.queue != except_queue:
                self._start((document.id, notice.queue))
        self._arm(document, now)

    def _arm(self, document: Document, now: datetime) -> None:
        at = min((at for n in document.notices if (at := n.next_action_at) and at > now), default=None)
        if at and at <= now + HORIZON:
            self._alarms.arm(document.id, at)

    def _start(self, worker: _Worker) -> None:
        if worker in self._workers:
            self._again.add(worker)
        else:
            id, queue = worker
            self._workers[worker] = asyncio.create_task(self._work(worker), name=f"{id} {queue}")

    async def _work(self, worker: _Worker) -> None:
        id, queue = worker
        bind_contextvars(call=id)  # in this task's own context
        try:
            with self._leases.using(id):
                await self._waiting.let_first()
                while not self._stopping and (found := await self._next(worker)):
                    await self._guarded(*found)
        except (StoreUnwritableError, Refusal):
            self._lateness.store_refused()
            log.warning("store out of reach", queue=str(queue), exc_info=True)
        finally:
            del self._workers[worker]
            self._again.discard(worker)

    async def _next(self, worker: _Worker) -> tuple[Document, Notice] | None:
        id, queue = worker
        while not self._stopping:
            self._again.discard(worker)
            ours = await self._holds(id)
            document = await self._outbox.document(id)
            if document is None:
                return None
            self._lateness.forget_delivered(document.notices)
            # What this queue has just delivered may have given others something to deliver.
            self._take_up(document, except_queue=queue)
            now = self._clock.now()
            notice = next((n for n in ready(document.notices, now) if n.queue == queue), None)
            if notice and ours:
                return document, notice
            if notice:
                await asyncio.sleep(LEASED_ELSEWHERE)
                read_anew()
            elif worker not in self._again:  # nothing was written while we read
                return None
        return None

    async def _holds(self, id: str) -> bool:
        """Whether the document's lease is ours; without the store, an escalation that is known goes on all the same."""
        try:
            return await self._leases.acquire(id)
        except StoreUnwritableError:
            self._lateness.store_refused()
            if not self._outbox.is_known(id):
                raise
            self._leases.assume(id)
            return True

    async def _guarded(self, document: Document, notice: Notice) -> None:
        try:
            try:
                await self.deliver(document, notice)
            except (StoreUnwritableError, StaleVersionError, Refusal, OSError):
                raise  # nothing that is wrong with the program, or with this notice
            except Exception as error:
                log.exception("delivery failed", notice=str(notice.key), fault=notice.faults + 1)
                words = " ".join(f"{type(error).__name__}: {error}".split())[:SHOWN]
                wait = timedelta(seconds=AFTER_A_FAULT * (notice.faults + 1))
                await self._record(document.id, notice, Faulted(words, wait))
        except (StoreUnwritableError, Refusal):
            raise
        except Exception:
            log.exception("not recorded", notice=str(notice.key))
            await asyncio.sleep(AFTER_A_FAULT)

    async def deliver(self, document: Document, notice: Notice) -> None:
        """One attempt: sends the notice, updates its message or reconciles it, whichever it is ready for.

        The document's lease is held already. Every outcome is recorded; only faults of the program are raised.
        """
        sender = self._senders[notice.queue.kind]
        try:
            if notice.forgetting_is_due(self._clock.now()):
                await self._record(document.id, notice, Forgotten())
            elif notice.duplicate_check_is_due(self._clock.now()):
                await self._reconciler.check_duplicates(document, notice)
            elif notice.state is DeliveryState.SENT:
                await self._update(sender, document, notice)
            elif notice.state is DeliveryState.DUE or self._repeats(sender, notice):
                if not await self._delivered_before(sender, document, notice):
                    await self._send(sender, document, notice)
            else:
                await self._resume(sender, document, notice)
        except DeliveryError as error:
            await self._failed(document.id, notice, error)

    async def _resume(self, sender: Sender, document: Document, notice: Notice) -> None:
        """Goes on after an attempt that was begun: with the document itself, or its end is unknown."""
        if self._outbox.take_begun(notice):
            await self._attempt(sender, document, notice, await sender.target(notice))
        elif notice.queue.kind in UNSEARCHABLE:
            await self._record(document.id, notice, Unconfirmed("interrupted", timedelta(0)))
        elif not sender.searchable:
            await self._record(document.id, notice, Retry("interrupted", self._retry.delay(notice.attempt)))
        elif await self._reconciler.resolve(document, notice):
            check_at = self._reconciler.duplicate_check_at(notice)
            await self._send(sender, document, notice, duplicate_check_at=check_at)

    async def _delivered_before(self, sender: Sender, document: Document, notice: Notice) -> bool:
        """Whether a step of the escalation stands already: an earlier bot, whose store refused writes, delivered it."""
        unrecorded = notice.kind in ESCALATION_KINDS and not notice.attempt
        if not (unrecorded and sender.searchable and self._lateness.is_of_before(notice)):
            return False
        try:
            copies = await self._reconciler.copies(document, notice)
        except DeliveryError as error:
            log.warning("cannot look for an earlier bot's notice", notice=str(notice.key), error=error.error)
            return False
        if copies and await self._outbox.claim(document.id, notice.key, None):
            await self._record(document.id, notice, Sent(copies[0], revision=0))
        return bool(copies)

    def _repeats(self, sender: Sender, notice: Notice) -> bool:
        """Whether an unconfirmed attempt is simply made again: there is nowhere to look, and its key tells."""
        return notice.state is DeliveryState.UNCONFIRMED and not sender.searchable

    async def _send(
        self,
        sender: Sender,
        document: Document,
        notice: Notice,
        duplicate_check_at: datetime | None = None,
    ) -> None:
        target = await sender.target(notice)
        async with sender.turn(target):
            if not await self._holds(document.id):
                return
            reason = self._lateness.delay_reason(notice)
            claimed = await self._outbox.claim(document.id, notice.key, reason, duplicate_check_at)
            if claimed is None:
                return
            await self._attempt(sender, *claimed, target)

    async def _attempt(self, sender: Sender, document: Document, notice: Notice, target: str) -> None:
        """What was claimed is sent, and its outcome recorded."""
        try:
            delivered = await self._sent(sender, document, notice, target)
        except DeliveryError as error:
            await self._failed(document.id, notice, error)
        else:
            await self._record(document.id, notice, _outcome_of(delivered, notice.revision))

    async def _sent(
        self, sender: Sender, document: Document, notice: Notice, target: str
    ) -> Location | ToolReceipt | None:
        if sender.searchable:  # within the lease that it started with
            return await sender.send(document, notice, target)
        async with self._leases.kept(document.id):
            return await sender.send(document, notice, target)

    async def _update(self, sender: Sender, document: Document, notice: Notice) -> None:
        async with sender.turn(notice.to, update=True):
            current = await self._outbox.document(document.id)
            newest = find(current.notices, notice.key) if current else None
            if current is None or newest is None or not newest.needs_update:
                return
            if sender.searchable and newest.location is None:
                return
            await sender.send(current, newest, newest.to, newest.location)
            await self._record(current.id, newest, Updated(newest.revision))

    async def _failed(self, id: str, notice: Notice, error: DeliveryError) -> None:
        log.warning("not delivered", notice=str(notice.key), kind=str(error.kind), error=error.error)
        if self._leases.holds(id):  # else whoever holds the document now reconciles it
            await self._record(id, notice, self._outcome(notice, error))

    def _outcome(self, notice: Notice, error: DeliveryError) -> Outcome:
        """What a failed attempt is recorded as."""
        wait = error.wait or self._retry.delay(notice.attempt)
        if notice.state is DeliveryState.SENT and self._senders[notice.queue.kind].searchable:
            return self._update_outcome(notice, error)
        match error.kind:
            case FailureKind.PERMANENT:
                mailbox = notice.queue.kind is QueueKind.MAIL
                return Rejected(error.error, MAILBOX_MENDED_AFTER if mailbox else wait)
            case FailureKind.AMBIGUOUS:
                return Unconfirmed(error.error, timedelta(0))
            case FailureKind.RETRYABLE:
                return Retry(error.error, wait)

    def _update_outcome(self, notice: Notice, error: DeliveryError) -> Outcome:
        if error.error == "message_not_found" and notice.kind in POSTED_ANEW:
            return Deleted()
        if error.kind is FailureKind.PERMANENT:
            return Updated(notice.revision)  # it stays as it stands
        return UpdateDelayed(error.error, error.wait or self._retry.delay(1))

    async def _record(self, id: str, notice: Notice, outcome: Outcome) -> None:
        """The one place in which the outcome of an attempt is written down."""
        await self._outbox.record(id, notice.key, outcome)
        if notice.kind is NoticeKind.CARD and isinstance(outcome, Sent):
            self._card_links.card_posted(id)


def _outcome_of(delivered: Location | ToolReceipt | None, revision: int) -> Sent:
    match delivered:
        case ToolReceipt():
            return Sent(None, revision, delivered)
        case _:
            return Sent(delivered, revision)
