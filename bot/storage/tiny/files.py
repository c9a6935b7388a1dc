"""One file of tables: read whole, replaced whole, so that a reader or a crash never meets half of one."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from bot.storage.errors import StoreDamagedError

Table = Mapping[str, Mapping[str, Any]]
Tables = Mapping[str, Table]
Put = Callable[[Path, bytes], None]


class UncertainWriteError(OSError):
    """The file was replaced, but whether that survives a power cut is not known."""


def read_tables(path: Path) -> dict[str, Table]:
    """Empty for a file that is not there yet.

    Raises:
        StoreDamagedError: the file is there and is not tables of documents.
    """
    try:
        tables = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, orjson.JSONDecodeError) as error:
        raise StoreDamagedError(f"{path.name} cannot be read: {error}") from error
    if not _are_tables(tables):
        raise StoreDamagedError(f"{path.name} cannot be read: it does not hold tables of documents")
    return dict(tables)


def put_file(path: Path, content: bytes) -> None:
    """Durable when it returns; when it raises OSError, the file is as it was.

    Raises:
        UncertainWriteError: the file is new and the folder could not be made durable.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise UncertainWriteError(*error.args) from error


def refuse(path: Path, _content: bytes) -> None:
    """What stands in for `put_file` where the store was opened for reading."""
    raise OSError(f"{path.name} was opened for reading")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _are_tables(tables: object) -> bool:
    return isinstance(tables, dict) and all(_is_table(table) for table in tables.values())


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(
        key.isascii() and key.isdigit() and isinstance(document, dict) for key, document in table.items()
    )
