"""Calls in TinyDB: those that may still change in `open.json`, the archived ones in a file for each month."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import date, datetime
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path

from bot.domain.calls import correction
from bot.domain.calls.call import Call
from bot.domain.calls.closing import may_archive
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats
from bot.domain.ports import DueDocument, StaleVersionError
from bot.storage.documents import CALL
from bot.storage.indexing import age, cards_of, due_documents, month_of, next_version
from bot.storage.numbers import id_of, number_of_id, parts_of
from bot.storage.tiny.collection import DocumentCollection
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.in_order import CallsInOrder
from bot.storage.tiny.index import CallIndex
from bot.storage.tiny.index_cache import IndexedCall
from bot.storage.tiny.months import TABLE, Months
from bot.storage.tiny.reserved_numbers import TinyReservedNumbers

OPEN_FILE = "open.json"


class TinyCalls:
    """The `Calls` port over `open.json` and the archive.

    Nothing is awaited between a check and the change in memory that it allows; only the disk is awaited.

    A call is read from where the index says it is. That is its month as soon as it begins to be archived, though its
    copy stays in `open.json` until the month's file is durable.

    Raises:
        StoreDamagedError: a file cannot be understood.
    """

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        self._index = CallIndex()
        self._archiving = asyncio.Lock()
        # Read before the months: a call that is archived meanwhile is then seen twice rather than not at all.
        self._open = DocumentCollection(folder / OPEN_FILE, TABLE, CALL, disk=disk, restored=self._restore)
        self._months = Months(folder, disk=disk, restored=self._restore_month, fell_back=self._reindex_month)
        self._reserved_numbers = TinyReservedNumbers(folder, disk=disk)
        self._current, self._running = CallsInOrder(), CallsInOrder()
        self._newest_archived: datetime | None = None
        for call in self._open.documents.values():
            self._index.put(IndexedCall.of(call), None)
        for month, indexed in self._months.indexed():
            self._index.put(indexed, month)
            self._note_archived(indexed.opened_at)
        for call in sorted(self._unarchived(), key=age):
            self._put_in_order(call, None)
        for reserved in self._reserved_numbers.all():
            self._index.reserve(reserved.year, reserved.count)

    async def get(self, id: str) -> Call | None:
        """See `Records`."""
        found = await self._find(id)
        return found[1] if found else None

    async def replace(self, document: Call, expected: int) -> Call:
        """See `Records`; an archived call cannot be replaced by an open one."""
        found = await self._find(document.number)
        collection, stored = found or (self._open, None)
        written = next_version(document, stored, expected)
        month = self._index[document.number].month
        # Whoever reads the call again finds that the domain no longer lets it be reopened.
        if month and document.is_open:
            raise StaleVersionError(document.number)
        self._write(collection, written, month)
        await collection.durable()
        return written

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        """See `Calls`."""
        known = self._index.by_origin(origin)
        if known and (found := await self._find(known)) and found[1].origin == origin:
            collection, call = found
            await collection.durable()
            return call, False
        call = make(self._index.next_number(year))
        self._write(self._open, call, None)
        # Calls opened meanwhile take the next numbers: should this flush fail, theirs fails too.
        await self._open.durable()
        return call, True

    async def open_calls(self, client: str | None = None) -> list[Call]:
        """See `Calls`."""
        return self._running.of(client)

    async def undecided(self) -> list[Call]:
        """See `Calls`."""
        return sorted(filter(awaited, self._unarchived()), key=age)

    async def awaiting_correction(self) -> list[Call]:
        """See `Calls`."""
        return sorted(filter(correction.is_open, self._unarchived()), key=age)

    async def every(self) -> AsyncIterator[Call]:
        """See `Calls`."""
        known = [(self._index[number].month, number) for number in self._index.numbers()]
        for month, of_month in groupby(known, key=itemgetter(0)):
            left = dict.fromkeys(number for _, number in of_month)
            if month:
                async for call in self._months.stream(month):
                    if call.number in left:
                        del left[call.number]
                        yield call
            for number in left:  # neither read from a month's file, nor moved out of it meanwhile
                if found := await self.get(number):
                    yield found

    async def recent(self, by: str, client: str, since: datetime, request: str | None = None) -> list[Call]:
        """See `Calls`."""
        if self._newest_archived and since <= self._newest_archived:
            indexed = [c for c in self._index.recent(client, since) if c.by == by]
            calls = [call for c in indexed if (call := await self.get(c.number))]
        else:
            newest_first = self._current.newest_first(client)
            calls = [c for c in takewhile(lambda c: c.opened.at >= since, newest_first) if c.opened.by == by]
        return [call for call in calls if request in (None, call.request)]

    async def opened_by(self, person: str, limit: int) -> list[Call]:
        """See `Calls`."""
        last = self._index.opened_by(person)[:limit]
        return [call for indexed in last if (call := await self.get(indexed.number))]

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """See `Calls`."""
        number = self._index.by_card((channel, ts))
        call = await self.get(number) if number else None
        return call if call and (channel, ts) in cards_of(call) else None

    async def stats(
        self, client: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """See `Calls`."""
        return self._index.stats(client, since, until)

    async def assistance_minutes(self, client: str, since: date | None = None) -> int:
        """See `Calls`."""
        return self._index.assistance_minutes(client, since)

    def last_seen(self, _id: str, /) -> Call | None:
        """See `Records`: the folder is this bot's alone, and to read it costs nothing."""
        return None

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """See `Records`."""
        return due_documents(self._index.next_action_at, before)

    async def changed_elsewhere(self) -> list[Call]:
        """See `Calls`: the folder is this bot's alone."""
        return []

    async def archive(self, now: datetime) -> int:
        """See `Calls`."""
        async with self._archiving:
            leaving = (call for call in self._unarchived() if may_archive(call, now))
            months = {month for call in leaving if (month := month_of(call))}
            moved = sum([await self._move(month, now) for month in sorted(months)])
            copies = [id_ for id_, call in self._open.documents.items() if self._index[call.number].month]
            self._open.drop(copies)
            await self._open.durable()
            return moved

    def last_number(self) -> str | None:
        """See `Store`."""
        return self._index.last_number()

    async def reserve(self, number: str) -> None:
        """Makes new numbers of its year higher than this one, durably.

        Raises:
            StoreUnwritableError: the disk refuses; nothing changed.
        """
        reserved = await self._reserved_numbers.put(number)
        self._index.reserve(reserved.year, reserved.count)

    async def durable(self) -> None:
        """Flushes what has changed. Raises as `DocumentCollection.durable`."""
        for part in (self._open, self._months, self._reserved_numbers):
            await part.durable()

    def close(self) -> None:
        """Waits for flushes that are under way, and starts none."""
        for part in (self._open, self._months, self._reserved_numbers):
            part.close()

    def _unarchived(self) -> list[Call]:
        return [call for call in self._open.documents.values() if not self._index[call.number].month]

    async def _find(self, number: str) -> tuple[DocumentCollection[Call], Call] | None:
        while entry := self._index.get(number):
            collection = await self._months.calls_of(entry.month) if entry.month else self._open
            # While the month was read, the call may have moved.
            if self._index.get(number) is entry:
                return collection, collection.documents[id_of(number)]
        return None

    def _write(self, collection: DocumentCollection[Call], call: Call, month: str | None) -> None:
        collection.put(id_of(call.number), call)
        self._put(call, month)

    def _put(self, call: Call, month: str | None) -> None:
        self._index.put(IndexedCall.of(call), month)
        self._put_in_order(call, month)

    def _put_in_order(self, call: Call, month: str | None) -> None:
        if month:
            self._note_archived(call.opened.at)
            self._current.remove(call.number)
        else:
            self._current.put(call)
        if call.is_open:
            self._running.put(call)
        else:
            self._running.remove(call.number)

    def _note_archived(self, opened_at: datetime) -> None:
        self._newest_archived = max(opened_at, self._newest_archived or opened_at)

    async def _move(self, month: str, now: datetime) -> int:
        archive = await self._months.calls_of(month)
        # One that is being written waits for the next time: its flush may fail.
        settled = (call for call in self._unarchived() if self._open.is_durable(id_of(call.number)))
        leaving = [call for call in settled if may_archive(call, now) and month_of(call) == month]
        for call in leaving:
            self._write(archive, call, month)
        await archive.durable()
        await self._months.cache(month)
        return len(leaving)

    def _restore(self, ids: Collection[int]) -> None:
        """After a flush of `open.json` failed: what has gone to its month does not depend on it."""
        for id_ in ids:
            entry = self._index.get(number_of_id(id_))
            if not (entry and entry.month):
                self._reindex(id_, self._open.documents.get(id_), None)

    def _restore_month(self, archive: DocumentCollection[Call], month: str, ids: Collection[int]) -> None:
        """After a flush of a month failed: what was on its way there is back in `open.json`."""
        for id_ in ids:
            if call := archive.documents.get(id_):
                self._reindex(id_, call, month)
            else:
                self._reindex(id_, self._open.documents.get(id_), None)

    def _reindex_month(self, archive: DocumentCollection[Call], month: str) -> None:
        """After a month fell back: what came with its last write is lost, but its numbers stay taken."""
        known = self._index.in_month(month)
        for number in known:
            self._index.reserve(*parts_of(number))
        self._restore_month(archive, month, {*map(id_of, known), *archive.documents})

    def _reindex(self, id_: int, call: Call | None, month: str | None) -> None:
        if call:
            self._put(call, month)
        else:
            self._index.remove(number_of_id(id_))
            for calls in (self._current, self._running):
                calls.remove(number_of_id(id_))
