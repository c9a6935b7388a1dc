"""What bots ask the database for all the time, in memory: read once, and then only what was written since."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic

from bot.domain.clients.directory import Directory
from bot.domain.freshness import oldest_acceptable
from bot.domain.ports import D
from bot.storage.documents import CALL, WEEK, Codec
from bot.storage.errors import StoreDamagedError
from bot.storage.indexing import age
from bot.storage.postgres.columns import EMPTY, decoded, directory_of
from bot.storage.postgres.database import Database, Row
from bot.storage.postgres.stats import SHAPE, StatsTable


def _statement(calls: str, written: str) -> str:
    return f"""
    SELECT 'now', pg_snapshot_xmin(pg_current_snapshot())::text, 0, NULL::json,
        pg_postmaster_start_time()::text, NULL::json,
        (SELECT extract(epoch FROM max(opened_at)) FROM calls WHERE month IS NOT NULL)
    UNION ALL
    SELECT 'call', id, version, CASE WHEN month IS NULL THEN body END, NULL, NULL, NULL FROM calls WHERE {calls}
    UNION ALL
    SELECT 'week', id, version, body, NULL, NULL, NULL FROM weeks WHERE {written}
    UNION ALL
    SELECT 'stats', number, 0, figures.body, shape, CASE WHEN shape <> %(shape)s THEN calls.body END, NULL
    FROM figures LEFT JOIN calls ON calls.id = number WHERE figures.{written}
    UNION ALL
    SELECT 'directory', '', version, body, NULL, NULL, NULL FROM directory WHERE version <> %(directory)s
    """  # noqa: S608  # of the two below, and nobody's words


_ALL = _statement("month IS NULL", "written IS NOT NULL")

_SINCE = _statement("written >= %(seen)s::xid8", "written >= %(seen)s::xid8")
"""The rows of transactions that may not have ended the last time, besides the new horizon."""

_MARGIN = 0.001
"""Seconds: more than an instant loses where it becomes a number."""


class CachedDocuments(Generic[D]):
    """Documents of one kind by id, each decoded when it is first asked for. The newest version stays.

    Args:
        codec: decodes them.
        order: what they are sorted by; it never changes of a document.
    """

    def __init__(self, codec: Codec[D], order: Callable[[D], Any]) -> None:
        self._codec: Codec[D] = codec
        self._order: Callable[[D], Any] = order
        self._known: dict[str, tuple[int, D | bytes]] = {}
        self._sorted: list[tuple[Any, str]] = []
        self._unsorted: set[str] = set()

    def __iter__(self) -> Iterator[D]:
        """Yields all documents in their order. Raises as `get`."""
        for id in self._unsorted:
            self._decoded(id)
        self._sort()
        return iter([self._decoded(id) for _, id in self._sorted])

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def understood(self) -> Iterator[D]:
        """Yields in their order the documents that can be understood."""
        self._sort()
        for _, id in tuple(self._sorted):
            with suppress(StoreDamagedError):
                yield self._decoded(id)

    def get(self, id: str) -> D | None:
        """Returns the document; None where it is not kept.

        Raises:
            StoreDamagedError: it cannot be understood.
        """
        return self._decoded(id) if id in self._known else None

    def put(self, document: D) -> None:
        """Keeps a document as it was just written."""
        self._keep(document.id, document.version, document)

    def put_stored(self, id: str, version: int, body: bytes) -> None:
        """Keeps a document as it is stored."""
        self._keep(id, version, body)

    def drop(self, id: str, version: int) -> None:
        """Forgets a document that is not to be kept since that version."""
        if id in self._known and self._known[id][0] <= version:
            del self._known[id]
            self._unsorted.discard(id)
            self._sorted = [each for each in self._sorted if each[1] != id]

    def clear(self) -> None:
        """Forgets all."""
        self._known.clear()
        self._sorted.clear()
        self._unsorted.clear()

    def _sort(self) -> None:
        """Puts what is new in its place; what cannot be understood has none."""
        added: list[tuple[Any, str]] = []
        for id in tuple(self._unsorted):
            with suppress(StoreDamagedError):
                added.append((self._order(self._decoded(id)), id))
                self._unsorted.discard(id)
        if added:
            self._sorted = sorted([*self._sorted, *added])

    def _keep(self, id: str, version: int, document: D | bytes) -> None:
        if id not in self._known:
            self._unsorted.add(id)
        elif self._known[id][0] >= version:
            return
        self._known[id] = version, document

    def _decoded(self, id: str) -> D:
        version, known = self._known[id]
        if isinstance(known, bytes):
            known = decoded(self._codec, known)
            self._known[id] = version, known
        return known


class StoreCache:
    """The calls that are not archived, the weeks, the client directory and the stats, as of the last question.

    A row is written together with the number of its transaction: what was written since is found by it, however many
    rows there are. Questions that are asked while one is under way share the next one.

    Attributes:
        calls: the calls that are not archived.
        weeks: all weeks.
        stats: of closed calls.
    """

    def __init__(self, database: Database) -> None:
        self.calls = CachedDocuments(CALL, age)
        self.weeks = CachedDocuments(WEEK, attrgetter("id"))
        self._directory: Directory | tuple[int, bytes] = EMPTY
        self.stats = StatsTable()
        self._database = database
        self._horizon: str | None = None
        self._server = ""
        self._archived_until: float | None = None
        self._as_of = self._outdated_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def refreshed(self) -> None:
        """Returns once all is as it was when this was asked, or newer; see `bot.domain.freshness`.

        Raises:
            StoreDamagedError: a call cannot be understood of which stats of another shape are made anew.
            StoreUnwritableError: the database cannot be reached, or refuses.
        """
        since = max(oldest_acceptable(), self._outdated_at)
        while self._as_of < since:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read())
                self._reading.add_done_callback(_over)
            await asyncio.shield(self._reading)

    def holds_calls_since(self, opened: datetime) -> bool:
        """Returns whether all calls that were opened at that instant (aware) or later are among `calls`."""
        return self._archived_until is None or opened.timestamp() > self._archived_until + _MARGIN

    def outdated(self) -> None:
        """Something was written of which only the database knows what became: whoever asks next asks there."""
        self._outdated_at = time.monotonic()

    def directory(self) -> Directory:
        """Returns the client directory.

        Raises:
            StoreDamagedError: it cannot be understood.
        """
        if isinstance(self._directory, tuple):
            self._directory = directory_of(self._directory[1])
        return self._directory

    def keep_directory(self, directory: Directory) -> None:
        """Keeps the directory as it was just written."""
        if directory.version > self._directory_version:
            self._directory = directory

    @property
    def _directory_version(self) -> int:
        known = self._directory
        return known[0] if isinstance(known, tuple) else known.version

    async def _read(self) -> None:
        began = time.monotonic()
        rows = await self._ask(self._horizon, self._directory_version)
        if self._server and rows[0][4] != self._server:
            # Another server, or one that started again, may count its transactions anew.
            rows = await self._ask(None, 0)
            self.calls.clear()
            self.weeks.clear()
            self._directory = EMPTY
        for row in rows[1:]:
            self._take(row)
        self._horizon, self._server, self._as_of = rows[0][1], rows[0][4], began
        self._archived_until = None if rows[0][6] is None else float(rows[0][6])

    async def _ask(self, horizon: str | None, directory: int) -> Sequence[Row]:
        values = {"shape": SHAPE, "directory": directory}
        if horizon is None:
            return await self._database.run(_ALL, values)
        return await self._database.run(_SINCE, {**values, "seen": horizon})

    def _take(self, row: Row) -> None:
        kind, id, version, body, _, call, _ = row
        match kind:
            case "call" if body is None:
                self.calls.drop(id, version)
            case "call":
                self.calls.put_stored(id, version, body)
            case "week":
                self.weeks.put_stored(id, version, body)
            case "stats":
                self.stats.take(id, body, call)
            case "directory" if version > self._directory_version:
                self._directory = version, body


def _over(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()  # whoever asked may be cancelled
