"""`lina store check` of a folder."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.domain.calls.call import Call
from bot.storage.documents import CALL, DIRECTORY, RESERVED_NUMBERS, WEEK, Codec, Stored, name_of
from bot.storage.errors import DocumentError, StoreDamagedError, StoreLostError
from bot.storage.report import StoreReport
from bot.storage.tiny import clients, loss, recovery, reserved_numbers, weeks
from bot.storage.tiny.calls import OPEN_FILE
from bot.storage.tiny.clients import CLIENTS_FILE
from bot.storage.tiny.files import previous_of, read_tables
from bot.storage.tiny.months import TABLE, month_files
from bot.storage.tiny.reserved_numbers import RESERVED_NUMBERS_FILE
from bot.storage.tiny.weeks import WEEKS_FILE

T = TypeVar("T")
Calls = Mapping[str, Call]


def check(path: Path) -> StoreReport:
    """Reads the whole folder, beside a bot that may hold it, and reports what is wrong. Changes nothing."""
    return _Inspection(path).report()


class _Inspection:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._problems: list[str] = []

    def report(self) -> StoreReport:
        if not self._folder.is_dir():
            return StoreReport(0, 0, 0, 0, (f"there is no store at {self._folder}",))
        try:
            loss.refuse_loss(self._folder)
        except StoreLostError as error:
            self._problems.append(str(error))
        current = self._calls(OPEN_FILE)
        months = {path.name: self._calls(path.name) for path in month_files(self._folder)}
        self._compare(current, months)
        self._count_origins([current, *months.values()])
        self._read(RESERVED_NUMBERS_FILE, reserved_numbers.TABLE, RESERVED_NUMBERS)
        self._problems.extend(
            f"{path.name}: damaged, and set aside by the bot" for path in recovery.set_aside(self._folder)
        )
        archived = {number for calls in months.values() for number in calls}
        directories = self._read(CLIENTS_FILE, clients.TABLE, DIRECTORY)
        return StoreReport(
            calls_open=len(current.keys() - archived),
            calls_archived=len(archived),
            weeks=len(self._read(WEEKS_FILE, weeks.TABLE, WEEK)),
            clients=sum(len(directory.clients) for directory in directories),
            problems=tuple(self._problems),
        )

    def _calls(self, file: str) -> dict[str, Call]:
        return {call.number: call for call in self._read(file, TABLE, CALL)}

    def _compare(self, current: Calls, months: Mapping[str, Calls]) -> None:
        for file, archived in months.items():
            for number, call in archived.items():
                if call.is_open:
                    self._problems.append(f"{file}: call {number} is open")
                if number in current and current[number] != call:
                    self._problems.append(f"{file} and {OPEN_FILE}: call {number} is in both, and differs")

    def _count_origins(self, files: Iterable[Calls]) -> None:
        numbers: defaultdict[str, set[str]] = defaultdict(set)
        for calls in files:
            for call in calls.values():
                numbers[call.origin].add(call.number)
        for origin, shared in numbers.items():
            if len(shared) > 1:
                self._problems.append(f"calls {', '.join(sorted(shared))} have one origin: {origin}")

    def _read(self, file: str, table: str, codec: Codec[T]) -> list[T]:
        path = self._folder / file
        try:
            stored = read_tables(path).get(table, {})
        except StoreDamagedError as error:
            self._problems.append(f"{error}; {_state_of_previous(path)}")
            return []
        return [document for key in stored for document in self._decode(file, key, stored[key], codec)]

    def _decode(self, file: str, key: str, stored: Stored, codec: Codec[T]) -> list[T]:
        try:
            return [codec.decode(stored)]
        except DocumentError as error:
            self._problems.append(f"{file}: {name_of(stored, key)}: {error}")
            return []


def _state_of_previous(path: Path) -> str:
    previous = previous_of(path)
    if not previous.exists():
        return "there is no previous generation"
    try:
        read_tables(previous)
    except StoreDamagedError as error:
        return f"neither can its previous generation: {error}"
    return "its previous generation is whole, and is used when the bot starts"
