"""A TinyDB storage with group commit: one flush makes durable all that was written until it began.

Readers see what was written last, even while its flush is under way. When a flush fails, everything written since
the last durable state is taken back, and all who wait for it receive the error.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from bot.domain.ports import StoreUnwritableError
from bot.storage.observation import ObserveWrite, timed, unobserved
from bot.storage.tiny.files import Put, Tables, UncertainWriteError, read_tables
from bot.storage.tiny.table_encoder import TableEncoder

Gather = Callable[[], None]
"""Called before each flush; writes the changes that were held back until then."""

Restored = Callable[[Tables, Tables], None]
"""Called after a failed flush, before those who wait hear of it, with the lost tables and the ones that stand."""


class GroupCommitStorage(Storage):
    """Keeps tables in memory and flushes them on a thread of its own; all methods are for the event loop's thread.

    A table given to `write` is a snapshot: TinyDB makes a new one for each change, and documents are replaced.

    Args:
        path: the file.
        put: replaces the file durably.
        gather: called before each flush.
        restored: called after a failed flush.
        observe_write: receives the seconds that each call of `durable` took.

    Raises:
        StoreDamagedError: the file is not what was written.
    """

    def __init__(
        self,
        path: Path,
        *,
        put: Put,
        gather: Gather,
        restored: Restored,
        observe_write: ObserveWrite = unobserved,
    ) -> None:
        self._path = path
        self._put = put
        self._gather = gather
        self._restored = restored
        self._observe_write = observe_write
        self._tables: Tables = read_tables(path)
        self._on_disk: Tables = self._tables
        self._uncertain: UncertainWriteError | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._commits: asyncio.Task[None] | None = None
        self._encoder = TableEncoder()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=path.stem)

    def read(self) -> dict[str, dict[str, Any]]:
        """Returns the tables as they were last written."""
        return dict(self._tables)  # type: ignore[arg-type]  # TinyDB copies a table before it changes it

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replaces the tables in memory."""
        self._tables = dict(data)

    @property
    def is_clean(self) -> bool:
        """Whether the tables are on the disk as they are in memory."""
        return self._tables is self._on_disk

    def is_durable(self, table: str, key: str) -> bool:
        """Whether a document is on the disk as it is in memory."""
        return self._tables.get(table, {}).get(key) is self._on_disk.get(table, {}).get(key)

    async def durable(self) -> None:
        """Returns when all that has been written, or is gathered, is on the disk.

        Raises:
            StoreUnwritableError: it is not, and was taken back in memory.
        """
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        if self._commits is None or self._commits.done():
            self._commits = asyncio.create_task(self._commit_all())
        with timed(self._observe_write):
            await waiter

    def close(self) -> None:
        """Waits for a flush that is under way, and starts none."""
        self._thread.shutdown()

    async def _commit_all(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                await self._commit()
            except Exception as error:  # noqa: BLE001  # whatever stopped it, those who wait must hear of it
                self._fail(waiting, error)
            else:
                for waiter in waiting:
                    if not waiter.done():
                        waiter.set_result(None)

    async def _commit(self) -> None:
        if self._uncertain:
            raise self._uncertain
        self._gather()
        snapshot = self._tables
        if snapshot is not self._on_disk:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._flush, snapshot)
        self._on_disk = snapshot

    def _flush(self, snapshot: Tables) -> None:
        self._put(self._path, self._encoder.encode(snapshot))

    def _fail(self, waiting: list[asyncio.Future[None]], error: Exception) -> None:
        """Fails those who wrote during the flush too: their documents were made after ones that are lost."""
        if isinstance(error, UncertainWriteError):
            self._uncertain = error
        waiting, self._waiting = [*waiting, *self._waiting], []
        lost, self._tables = self._tables, self._on_disk
        self._restored(lost, self._tables)
        for waiter in waiting:
            if not waiter.done():
                failure = StoreUnwritableError(f"{self._path.name} was not written: {error}")
                failure.__cause__ = error
                waiter.set_exception(failure)
