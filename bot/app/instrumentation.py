"""What is counted of the bot's work, by standing around the store and the outbox."""

from datetime import datetime, timedelta

from bot.domain.outbox.notice import ESCALATION_KINDS, OUTSTANDING, Notice
from bot.domain.ports import Calls, Clients, Clock, Leases, Weeks
from bot.metrics import Metrics
from bot.services.outbox import DeliveryOutcome, Outbox, OutcomeObserver
from bot.storage.store import Store

LATE_AFTER = timedelta(minutes=1)


class TimedStore:
    """The store, with the time of every write observed."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self.calls: Calls = metrics.timed(store.calls, {"open", "replace", "archive"})
        self.weeks: Weeks = metrics.timed(store.weeks, {"add", "replace"})
        self.clients: Clients = metrics.timed(store.clients, {"change"})
        self.leases: Leases = store.leases

    async def probe(self) -> None:
        await self._store.probe()

    async def close(self) -> None:
        await self._store.close()


def observe_outcome(metrics: Metrics, clock: Clock) -> OutcomeObserver:
    """Counts what becomes of every notice, and how late the ladder's rungs begin."""
    counts = {
        DeliveryOutcome.SAID: metrics.said,
        DeliveryOutcome.UNSENT: metrics.retried,
        DeliveryOutcome.UNCONFIRMED: metrics.doubted,
        DeliveryOutcome.REFUSED: metrics.refused,
    }

    def seen(outcome: DeliveryOutcome, notice: Notice) -> None:
        if outcome is DeliveryOutcome.CLAIMED:
            if notice.kind in ESCALATION_KINDS:
                metrics.pinged((clock.now() - notice.due).total_seconds())
        else:
            counts[outcome](notice.kind)

    return seen


class Gauges:
    """How things stand, looked at whenever somebody asks."""

    def __init__(self, metrics: Metrics, calls: Calls, outbox: Outbox, clock: Clock) -> None:
        self._metrics = metrics
        self._calls = calls
        self._outbox = outbox
        self._clock = clock

    async def exposed(self) -> bytes:
        now = self._clock.now()
        due = [notice for notice in await self._waiting(now) if notice.due <= now]
        self._metrics.measured(
            due=len(due),
            late=sum(now - notice.due >= LATE_AFTER for notice in due),
            open_calls=[call.state for call in await self._calls.open_calls()],
        )
        return self._metrics.exposed()

    async def _waiting(self, now: datetime) -> list[Notice]:
        # What backs off after a failure is due all the same: its next try comes within a minute.
        due_before = await self._outbox.due_before(now + LATE_AFTER)
        documents = [await self._outbox.document(wake.id) for wake in due_before]
        return [n for document in documents if document for n in document.notices if n.state in OUTSTANDING]
