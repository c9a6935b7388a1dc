"""How a process may use the disk: the bot writes and repairs files, a reading command does neither."""

import asyncio
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from pathlib import Path

import structlog

from bot.storage.errors import StoreDamagedError
from bot.storage.observation import ObserveWrite, unobserved
from bot.storage.tiny import recovery
from bot.storage.tiny.files import Put, UncertainWriteError, previous_of, put_derived, put_file, refuse

log = structlog.get_logger(__name__)


class Disk:
    """The disk of the bot that holds a folder; its methods may be called from any thread.

    Args:
        put: replaces a file durably.
        observe_write: receives the seconds that each durable write of documents took.
    """

    def __init__(self, put: Put = put_file, *, observe_write: ObserveWrite = unobserved) -> None:
        self._put = put
        self.observe_write = observe_write
        self._uncertain: Future[UncertainWriteError] = Future()

    def put(self, path: Path, content: bytes) -> None:
        """Replaces a file durably. Raises as `put_file`."""
        try:
            self._put(path, content)
        except UncertainWriteError as error:
            with suppress(InvalidStateError):
                self._uncertain.set_result(error)
            raise

    def derive(self, path: Path, content: bytes) -> None:
        """Writes a file that can be made again; a failure is logged only."""
        try:
            put_derived(path, content)
        except OSError as error:
            log.warning("a derived file was not written", file=path.name, error=str(error))

    def put_derived(self, path: Path, content: bytes) -> None:
        """Writes a file that can be made again. Raises as the function of that name."""
        put_derived(path, content)

    def mend(self, path: Path) -> bool:
        """Restores the previous version of a file that cannot be read. Returns and raises as `recovery.mend`."""
        return recovery.mend(path)

    async def uncertain(self) -> UncertainWriteError:
        """Waits for the first write that may not survive a power failure; no later write can be trusted."""
        # Shielded, because the future is shared by all who wait.
        return await asyncio.shield(asyncio.wrap_future(self._uncertain))


class ReadOnlyDisk(Disk):
    """The disk of a command that reads a folder beside the bot that holds it."""

    def __init__(self) -> None:
        super().__init__(refuse)

    def derive(self, path: Path, content: bytes) -> None:
        """Writes nothing: the bot will."""

    def put_derived(self, path: Path, content: bytes) -> None:
        """Raises as `refuse`."""
        refuse(path, content)

    def mend(self, path: Path) -> bool:
        """Changes nothing, and returns False.

        Raises:
            StoreDamagedError: only the file's previous version exists.
        """
        if previous_of(path).exists() and not path.exists():
            raise StoreDamagedError(f"{path.name} is missing, though its previous generation is there")
        return False
