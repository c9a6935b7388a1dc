"""A whole folder: read file by file beside the bot that holds it, or filled at once."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from bot.domain.calls.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, WEEK, Codec, Stored
from bot.storage.errors import DocumentError, StoreDamagedError, StoreMissingError, StoreNotEmptyError
from bot.storage.numbers import ReservedNumbers, highest_counts
from bot.storage.private_files import private_folder
from bot.storage.snapshot import Record
from bot.storage.tiny import clients, loss, reserved_numbers, weeks
from bot.storage.tiny.bulk_load import BulkLoad
from bot.storage.tiny.calls import OPEN_FILE
from bot.storage.tiny.disk import ReadOnlyDisk
from bot.storage.tiny.files import TableReader, sync_folder
from bot.storage.tiny.folder import locked
from bot.storage.tiny.months import TABLE, month_files
from bot.storage.tiny.restored_index import RestoredIndex

T = TypeVar("T")

FILLING = "filling"
"""The folder, within the store's, in which a store is filled."""


class TinySnapshot:
    """A folder as a `StoreSnapshot`.

    Args:
        folder: the folder.
        exclusive: whether it is read only while no bot holds it, as for a store that moves.
    """

    def __init__(self, folder: Path, *, exclusive: bool = False) -> None:
        self._folder = folder
        self._exclusive = exclusive

    async def records(self) -> AsyncGenerator[Record, None]:
        """Yields all records; a call that is archived meanwhile is read where it was or where it goes.

        Raises:
            StoreMissingError: there is no such folder.
            StoreInUseError: a bot holds it, and `exclusive` was asked for.
            StoreDamagedError: a file cannot be understood.
        """
        if not self._folder.is_dir():
            raise StoreMissingError(f"there is no store at {self._folder}")
        loss.refuse_loss(self._folder)
        with locked(self._folder) if self._exclusive else nullcontext():
            for record in self._records():
                yield record

    async def fill(self, records: AsyncIterator[Record]) -> None:
        """Makes the folder if need be, and fills it: with all records, or with none.

        Raises:
            StoreNotEmptyError: there is a store already.
            StoreInUseError: a bot holds the folder.
            StoreUnwritableError: the disk refuses.
        """
        lock = locked(self._folder)
        temporary = self._folder / FILLING
        try:
            if not loss.is_bare(self._folder):
                raise StoreNotEmptyError(f"there is a store at {self._folder} already")
            shutil.rmtree(temporary, ignore_errors=True)
            private_folder(temporary)
            index = RestoredIndex(temporary)
            await BulkLoad(temporary).write(index.watch(records))
            index.write()
            for path in sorted(temporary.iterdir()):
                path.rename(self._folder / path.name)
            sync_folder(self._folder)
        except OSError as error:
            raise StoreUnwritableError(f"the store at {self._folder} was not filled: {error}") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            lock.release()

    def _records(self) -> Iterator[Record]:
        # Opened before the months: a call that is archived meanwhile is then seen twice rather than not at all.
        with self._open(OPEN_FILE, TABLE, CALL) as current:
            with self._open(clients.CLIENTS_FILE, clients.TABLE, DIRECTORY) as found:
                yield from map(Record, found.documents())
            with self._open(weeks.WEEKS_FILE, weeks.TABLE, WEEK) as ledger:
                yield from map(Record, ledger.documents())
            known: set[str] = set()
            for call in self._archived():
                known.add(call.number)
                yield Record(call, archived=True)
            for call in current.documents():
                if call.number not in known:
                    known.add(call.number)
                    yield Record(call)
        yield from map(Record, self._reserved_numbers(known))

    def _archived(self) -> Iterator[Call]:
        for path in month_files(self._folder):
            with self._open(path.name, TABLE, CALL) as archive:
                yield from archive.documents()

    def _reserved_numbers(self, known: Iterable[str]) -> Iterator[ReservedNumbers]:
        """Yields those that exceed the numbers of the calls, by year."""
        highest = highest_counts(known)
        file, table = reserved_numbers.RESERVED_NUMBERS_FILE, reserved_numbers.TABLE
        with self._open(file, table, RESERVED_NUMBERS) as found:
            yield from (r for r in found.documents() if r.count > highest.get(r.year, 0))

    def _open(self, file: str, table: str, codec: Codec[T]) -> TableReader[T]:
        path = self._folder / file
        ReadOnlyDisk().mend(path)

        def decode(document: Stored) -> T:
            try:
                return codec.decode(document)
            except DocumentError as error:
                raise StoreDamagedError(f"{file}: {error}") from error

        return TableReader(path, table, decode)
