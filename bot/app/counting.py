"""What is counted of the bot's work, by standing around the store and the outbox."""

from datetime import datetime, timedelta
from typing import Any, cast

from bot.desk.outbox import Outbox
from bot.domain.notice import LADDER, PENDING, Notice, find
from bot.domain.ports import Calls, Clients, Clock, Document, Leases, Weeks
from bot.metrics import Metrics
from bot.storage.store import Store

LATE_AFTER = timedelta(minutes=1)


class TimedStore:
    """The store, with the time of every write observed."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self.calls: Calls = metrics.timed(store.calls, {"open", "replace", "retire"})
        self.weeks: Weeks = metrics.timed(store.weeks, {"add", "replace"})
        self.clients: Clients = metrics.timed(store.clients, {"change"})
        self.leases: Leases = store.leases

    async def probe(self) -> None:
        await self._store.probe()

    async def close(self) -> None:
        await self._store.close()


def counted(outbox: Outbox, metrics: Metrics, clock: Clock) -> Outbox:
    """The same outbox, with the progress of every notice counted."""
    return cast("Outbox", _Counted(outbox, metrics, clock))


class _Counted:
    """Stands before the outbox: all is its own, and some of its methods are counted once they are done."""

    def __init__(self, outbox: Outbox, metrics: Metrics, clock: Clock) -> None:
        self._outbox = outbox
        self._metrics = metrics
        self._clock = clock
        self._counts = {
            "said": metrics.said,
            "unsent": metrics.retried,
            "doubtful": metrics.doubted,
            "refused": metrics.refused,
        }

    def __getattr__(self, name: str) -> Any:
        own = getattr(self._outbox, name)
        count = self._counts.get(name)
        if count is None:
            return own

        async def counted(id: str, key: str, *more: object, **named: object) -> Document:
            document: Document = await own(id, key, *more, **named)
            notice = find(document.notices, key)
            if notice:
                count(notice.what)
            return document

        return counted

    async def claim(self, *of: Any, **named: Any) -> tuple[Document, Notice] | None:
        claimed = await self._outbox.claim(*of, **named)
        if claimed and claimed[1].what in LADDER:
            self._metrics.pinged((self._clock.now() - claimed[1].due).total_seconds())
        return claimed


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
        wakes = await self._outbox.wakes(now + LATE_AFTER)
        documents = [await self._outbox.document(wake.id) for wake in wakes]
        return [n for document in documents if document for n in document.notices if n.state in PENDING]
