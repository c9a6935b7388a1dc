"""What is counted of the bot's work, by standing around the store and the outbox."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.desk.outbox import Outbox
from bot.domain.notice import LADDER, PENDING, Late, Notice, find
from bot.domain.policy import House
from bot.domain.ports import Calls, Clients, Clock, Document, Leases, Weeks
from bot.domain.saying import Posted
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


class CountedOutbox(Outbox):
    """The outbox, with every notice's progress counted."""

    def __init__(self, store: Store, house: House, clock: Clock, metrics: Metrics) -> None:
        super().__init__(store.calls, store.weeks, house, clock)
        self._now = clock.now
        self._metrics = metrics

    async def claim(self, id: str, key: str, late: Late | None) -> tuple[Document, Notice] | None:
        claimed = await super().claim(id, key, late)
        if claimed and claimed[1].what in LADDER:
            self._metrics.pinged((self._now() - claimed[1].due).total_seconds())
        return claimed

    async def said(self, id: str, key: str, where: Posted) -> Document:
        return _counted(await super().said(id, key, where), key, self._metrics.said)

    async def unsent(self, id: str, key: str, error: str, wait: timedelta | None = None) -> Document:
        return _counted(await super().unsent(id, key, error, wait), key, self._metrics.retried)

    async def doubtful(self, id: str, key: str, error: str, wait: timedelta) -> Document:
        return _counted(await super().doubtful(id, key, error, wait), key, self._metrics.doubted)

    async def refused(self, id: str, key: str, error: str) -> Document:
        return _counted(await super().refused(id, key, error), key, self._metrics.refused)


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


def _counted(document: Document, key: str, count: Callable[[str], None]) -> Document:
    notice = find(document.notices, key)
    if notice:
        count(notice.what)
    return document
