"""TinyStore: one folder of JSON files, held by one bot."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreInUseError, StoreMissingError
from bot.storage.leases import SoleBot
from bot.storage.tiny import recovery
from bot.storage.tiny.calls import OPEN_FILE, TinyCalls
from bot.storage.tiny.clients import CLIENTS_FILE, TinyClients
from bot.storage.tiny.disk import Disk, ReadOnlyDisk
from bot.storage.tiny.health import probe
from bot.storage.tiny.import_drop import ImportDrop
from bot.storage.tiny.reserved_numbers import RESERVED_NUMBERS_FILE
from bot.storage.tiny.weeks import WEEKS_FILE, TinyWeeks

LOCK_FILE = "lock"
READ_AT_THE_START = (OPEN_FILE, WEEKS_FILE, CLIENTS_FILE, RESERVED_NUMBERS_FILE)


class TinyStore:
    """The folder's calls, weeks and clients; use it `async with`, or `close` it."""

    def __init__(self, folder: Path, disk: Disk, lock: FileLock | None = None) -> None:
        self._folder = folder
        self._disk = disk
        self._lock = lock
        for name in READ_AT_THE_START:
            disk.mend(folder / name)
        self.calls = TinyCalls(folder, disk=disk)
        self.weeks = TinyWeeks(folder, put=disk.put)
        self.clients = TinyClients(folder, put=disk.put)
        self.import_drop = ImportDrop(folder, self.clients)
        self.leases = SoleBot()

    @classmethod
    def open(cls, path: Path, *, exclusive: bool = True) -> Self:
        """Reads the folder; the bot holds it (`exclusive`), a reading command looks at it beside the bot.

        Raises:
            StoreInUseError: another bot holds it.
            StoreUnwritableError: it cannot be made or locked.
            StoreMissingError: there is no such folder to look at.
            StoreDamagedError: a file cannot be understood, and neither can the generation before it.
        """
        if not exclusive:
            if not path.is_dir():
                raise StoreMissingError(f"there is no store at {path}")
            return cls(path, ReadOnlyDisk())
        lock = locked(path)
        try:
            return cls(path, Disk(), lock)
        except BaseException:
            lock.release()
            raise

    @property
    def fell_back(self) -> tuple[str, ...]:
        """A line for each file whose previous generation is used, until `settle`: what it last said may be unsaid."""
        return recovery.fallen_back(self._folder)

    def settle(self) -> None:
        """What may have been said is doubted, and numbers that were seen elsewhere are reserved."""
        recovery.settle(self._folder)

    async def failed(self) -> str:
        """Returns, with why, when nothing that is written can be promised any more; else never."""
        return f"the store cannot be trusted with another write: {await self._disk.uncertain()}"

    async def probe(self) -> None:
        await asyncio.to_thread(probe, self._folder)

    async def close(self) -> None:
        """Waits until all is on the disk, then lets the folder go."""
        parts = (self.calls, self.weeks, self.clients)
        try:
            for part in parts:
                await part.durable()
        finally:
            for part in parts:
                part.close()
            if self._lock:
                self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def locked(path: Path) -> FileLock:
    """Makes the folder if need be, and holds it until the lock is released. Raises as `TinyStore.open`."""
    lock = FileLock(path / LOCK_FILE)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreInUseError(f"another bot is running on the store at {path}") from error
    except OSError as error:
        raise StoreUnwritableError(f"the store at {path} cannot be opened for writing: {error}") from error
    return lock
