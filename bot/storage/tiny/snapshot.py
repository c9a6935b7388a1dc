"""A whole folder: read file by file beside the bot that holds it, or filled at once."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from bot.domain.calls.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, WEEK, Codec
from bot.storage.errors import DocumentError, StoreDamagedError, StoreMissingError, StoreNotEmptyError
from bot.storage.numbers import ReservedNumbers, highest_counts, id_of
from bot.storage.snapshot import Record
from bot.storage.tiny import clients, reserved_numbers, weeks
from bot.storage.tiny.bulk_load import BulkLoad
from bot.storage.tiny.calls import OPEN_FILE
from bot.storage.tiny.disk import ReadOnlyDisk
from bot.storage.tiny.files import read_tables, sync_folder
from bot.storage.tiny.folder import locked
from bot.storage.tiny.months import TABLE, month_files
from bot.storage.tiny.restored_index import RestoredIndex

T = TypeVar("T")


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
        temporary = self._folder / "filling"
        try:
            if any(self._folder.glob("*.json*")):
                raise StoreNotEmptyError(f"there is a store at {self._folder} already")
            shutil.rmtree(temporary, ignore_errors=True)
            temporary.mkdir()
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
        # Read before the months: a call that is archived meanwhile is then seen twice rather than not at all.
        current = self._read(OPEN_FILE, TABLE, CALL)
        for document in self._read(clients.CLIENTS_FILE, clients.TABLE, DIRECTORY):
            yield Record(document)
        for week in sorted(self._read(weeks.WEEKS_FILE, weeks.TABLE, WEEK), key=lambda week: week.monday):
            yield Record(week)
        known: set[str] = set()
        for call in self._archived():
            known.add(call.number)
            yield Record(call, archived=True)
        for call in _by_number(current):
            if call.number not in known:
                known.add(call.number)
                yield Record(call)
        for reserved in self._reserved_numbers(known):
            yield Record(reserved)

    def _archived(self) -> Iterator[Call]:
        for path in month_files(self._folder):
            yield from _by_number(self._read(path.name, TABLE, CALL))

    def _reserved_numbers(self, known: Iterable[str]) -> list[ReservedNumbers]:
        """Those that exceed the numbers of the calls."""
        highest = highest_counts(known)
        found = self._read(reserved_numbers.RESERVED_NUMBERS_FILE, reserved_numbers.TABLE, RESERVED_NUMBERS)
        telling = (reserved for reserved in found if reserved.count > highest.get(reserved.year, 0))
        return sorted(telling, key=lambda reserved: reserved.year)

    def _read(self, file: str, table: str, codec: Codec[T]) -> list[T]:
        path = self._folder / file
        ReadOnlyDisk().mend(path)
        stored = read_tables(path).get(table, {})
        try:
            return [codec.decode(document) for document in stored.values()]
        except DocumentError as error:
            raise StoreDamagedError(f"{file}: {error}") from error


def _by_number(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda call: id_of(call.number))
