"""TinyStore: one folder of JSON files, held by one bot."""

from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreInUseError, StoreMissingError
from bot.storage.leases import SoleBot
from bot.storage.tiny.calls import TinyCalls
from bot.storage.tiny.clients import TinyClients
from bot.storage.tiny.files import put_file, refuse
from bot.storage.tiny.weeks import TinyWeeks

LOCK_FILE = "lock"


class TinyStore:
    """The folder's calls, weeks and clients; use it `async with`, or `close` it."""

    def __init__(self, folder: Path, lock: FileLock | None) -> None:
        self._lock = lock
        put = put_file if lock else refuse
        self.calls = TinyCalls(folder, put=put)
        self.weeks = TinyWeeks(folder, put=put)
        self.clients = TinyClients(folder, put=put)
        self.leases = SoleBot()

    @classmethod
    def open(cls, path: Path, *, exclusive: bool = True) -> Self:
        """Reads the folder; the bot holds it (`exclusive`), a reading command looks at it beside the bot.

        Raises:
            StoreInUseError: another bot holds it.
            StoreUnwritableError: it cannot be made or locked.
            StoreMissingError: there is no such folder to look at.
            StoreDamagedError: a file cannot be understood.
        """
        if not exclusive:
            if not path.is_dir():
                raise StoreMissingError(f"there is no store at {path}")
            return cls(path, None)
        lock = _locked(path)
        try:
            return cls(path, lock)
        except BaseException:
            lock.release()
            raise

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


def _locked(path: Path) -> FileLock:
    lock = FileLock(path / LOCK_FILE)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreInUseError(f"another bot is running on the store at {path}") from error
    except OSError as error:
        raise StoreUnwritableError(f"the store at {path} cannot be opened for writing: {error}") from error
    return lock
