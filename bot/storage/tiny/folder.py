"""The store in a folder of JSON files, which one bot holds."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreInUseError, StoreMissingError
from bot.storage.leases import SoleBotLeases
from bot.storage.observation import ObserveWrite, unobserved
from bot.storage.private_files import FILE_MODE, private_folder, restrict
from bot.storage.tiny import loss, recovery
from bot.storage.tiny.calls import OPEN_FILE, TinyCalls
from bot.storage.tiny.clients import CLIENTS_FILE, TinyClients
from bot.storage.tiny.disk import Disk, ReadOnlyDisk
from bot.storage.tiny.health import probe
from bot.storage.tiny.import_drop import ImportDrop
from bot.storage.tiny.reserved_numbers import RESERVED_NUMBERS_FILE
from bot.storage.tiny.roster import TinyRoster
from bot.storage.tiny.weeks import WEEKS_FILE, TinyWeeks

LOCK_FILE = "lock"
READ_AT_THE_START = (OPEN_FILE, WEEKS_FILE, CLIENTS_FILE, RESERVED_NUMBERS_FILE)


class TinyStore:
    """A folder as a `Store`; to be used in `async with`, or to be closed with `close`.

    Attributes:
        calls: the folder's calls.
        weeks: its weeks.
        clients: its client directory.
        import_drop: client files that commands left for this bot.
        roster: who is who in Slack.
        leases: all of them are granted, because no other bot holds the folder.
    """

    def __init__(self, folder: Path, disk: Disk, lock: FileLock | None = None) -> None:
        self._folder = folder
        self._disk = disk
        self._lock = lock
        for name in READ_AT_THE_START:
            disk.mend(folder / name)
        self.calls = TinyCalls(folder, disk=disk)
        self.weeks = TinyWeeks(folder, disk=disk)
        self.clients = TinyClients(folder, disk=disk)
        self.roster = TinyRoster(folder, disk=disk)
        self.import_drop = ImportDrop(folder, self.clients)
        self.leases = SoleBotLeases()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        exclusive: bool = True,
        observe_write: ObserveWrite = unobserved,
        accept_loss: bool = False,
    ) -> Self:
        """Reads the folder.

        Args:
            path: the folder; made if need be, when `exclusive`.
            exclusive: whether to hold the folder and write to it, as the bot does; a reading command does neither.
            observe_write: receives the seconds that each durable write took.
            accept_loss: whether to go on, when `exclusive`, although the calls that may still change are gone.

        Raises:
            StoreLostError: they are gone, and that was not accepted.
            StoreInUseError: another bot holds it.
            StoreUnwritableError: it cannot be made or locked.
            StoreMissingError: there is no such folder to look at.
            StoreDamagedError: a file cannot be understood, and neither can its previous version.
        """
        if not exclusive:
            if not path.is_dir():
                raise StoreMissingError(f"there is no store at {path}")
            loss.refuse_loss(path)
            return cls(path, ReadOnlyDisk())
        lock = locked(path)
        try:
            restrict(path)
            loss.begin(path, accept_loss=accept_loss)
            return cls(path, Disk(observe_write=observe_write), lock)
        except BaseException:
            lock.release()
            raise

    @property
    def fell_back(self) -> tuple[str, ...]:
        """A line for each file that fell back to its previous version, until `settle`; its last changes are lost."""
        return recovery.fallen_back(self._folder)

    def settle(self) -> None:
        """Forgets what fell back. To be called once its notices are unconfirmed, and numbers seen in Slack reserved."""
        recovery.settle(self._folder)

    async def last_number(self) -> str | None:
        """See `Store`."""
        return self.calls.last_number()

    async def reserve_number(self, number: str) -> None:
        """See `Store`."""
        await self.calls.reserve(number)

    async def reserve_traced_numbers(self) -> None:
        """Reserves every number that a file of the folder shows, set-aside and half-written ones too.

        Raises:
            StoreUnwritableError: the disk refuses.
        """
        for number in await asyncio.to_thread(loss.numbers_in, self._folder):
            await self.calls.reserve(number)

    async def failed(self) -> str:
        """Waits until no write can be trusted any more, and returns why."""
        return f"the store cannot be trusted with another write: {await self._disk.uncertain()}"

    async def probe(self) -> None:
        """See `Store`."""
        await asyncio.to_thread(probe, self._folder)

    async def close(self) -> None:
        """Flushes what has changed, and releases the folder in any case.

        Raises:
            StoreUnwritableError: the disk refuses.
        """
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
    """Makes the folder if need be, and holds it until the lock is released.

    Raises:
        StoreInUseError: another bot holds it.
        StoreUnwritableError: it cannot be made or locked.
    """
    lock = FileLock(path / LOCK_FILE, mode=FILE_MODE)
    try:
        private_folder(path)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreInUseError(f"another bot is running on the store at {path}") from error
    except OSError as error:
        raise StoreUnwritableError(f"the store at {path} cannot be opened for writing: {error}") from error
    return lock
