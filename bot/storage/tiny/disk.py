"""The disk as one process may use it: the bot writes and mends, a reading command does neither."""

import asyncio
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from pathlib import Path

import structlog

from bot.storage.errors import StoreDamagedError
from bot.storage.tiny import recovery
from bot.storage.tiny.files import Put, UncertainWriteError, previous_of, put_derived, put_file, refuse

log = structlog.get_logger(__name__)


class Disk:
    """May be written to from any thread; `put` is how."""

    def __init__(self, put: Put = put_file) -> None:
        self._put = put
        self._uncertain: Future[UncertainWriteError] = Future()

    def put(self, path: Path, content: bytes) -> None:
        """As `put_file`."""
        try:
            self._put(path, content)
        except UncertainWriteError as error:
            with suppress(InvalidStateError):
                self._uncertain.set_result(error)
            raise

    def derive(self, path: Path, content: bytes) -> None:
        """Puts what can be made again: that the disk refuses it is no harm."""
        try:
            put_derived(path, content)
        except OSError as error:
            log.warning("a derived file was not written", file=path.name, error=str(error))

    def mend(self, path: Path) -> bool:
        """As `recovery.mend`."""
        return recovery.mend(path)

    async def uncertain(self) -> UncertainWriteError:
        """Returns when a write may not survive a power cut: nothing can be promised any more."""
        # Shielded: who stops waiting leaves the answer to others.
        return await asyncio.shield(asyncio.wrap_future(self._uncertain))


class ReadOnlyDisk(Disk):
    """Beside the bot that holds the folder."""

    def __init__(self) -> None:
        super().__init__(refuse)

    def derive(self, path: Path, content: bytes) -> None:
        """The bot makes it."""

    def mend(self, path: Path) -> bool:
        if previous_of(path).exists() and not path.exists():
            raise StoreDamagedError(f"{path.name} is missing, though its previous generation is there")
        return False
