"""One file of tables: read whole, replaced whole, so that a reader or a crash never meets half of one."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from bot.storage.errors import StoreDamagedError
from bot.storage.tiny.checksum import ChecksumError, without_checksum

Table = Mapping[str, Mapping[str, Any]]
Tables = Mapping[str, Table]
Put = Callable[[Path, bytes], None]


class UncertainWriteError(OSError):
    """The file was replaced, but whether that survives a power cut is not known."""


def read_tables(path: Path) -> dict[str, Table]:
    """Empty for a file that is not there yet.

    Raises:
        StoreDamagedError: the file is there and is not what was written.
    """
    try:
        return without_checksum(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ChecksumError) as error:
        raise StoreDamagedError(f"{path.name} cannot be read: {error}") from error


def previous_of(path: Path) -> Path:
    """Where the generation before this file's is kept."""
    return path.with_name(f"{path.name}.previous")


def put_file(path: Path, content: bytes) -> None:
    """Durable when it returns, and what was there is the previous generation.

    When it raises OSError, the file is as it was.

    Raises:
        UncertainWriteError: the file is new and the folder could not be made durable.
    """
    _replace(path, content, _keep_previous)


def put_once(path: Path, content: bytes) -> None:
    """As `put_file`, without a generation: for what is not written again."""
    _replace(path, content, lambda _: None)


def put_derived(path: Path, content: bytes) -> None:
    """Whole or not at all, but not durable: for what can be made again, and tells by its seal when it has to be."""
    with _new(path) as file:
        file.write(content)


def refuse(path: Path, _content: bytes) -> None:
    """What stands in for `put_file` where the store was opened for reading."""
    raise OSError(f"{path.name} was opened for reading")


def sync_folder(folder: Path) -> None:
    """Makes durable which files the folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(path: Path, content: bytes, before: Callable[[Path], None]) -> None:
    with _new(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        before(path)
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UncertainWriteError(*error.args) from error


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """What is written here takes the file's place at the end; nothing is left of it when that fails."""
    temporary = path.with_name(f"{path.name}.new")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _keep_previous(path: Path) -> None:
    previous = previous_of(path)
    # Not by renaming a second link over it: where both are links to one file already, that does nothing.
    previous.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        os.link(path, previous)
