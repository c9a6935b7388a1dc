"""A file of TinyDB's tables: its content with a checksum, and its replacement as a whole.

A reader, and a program after a crash, finds either the old content or the new one.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from bot.storage.errors import StoreDamagedError

Table = Mapping[str, Mapping[str, Any]]
"""Documents by id."""

Tables = Mapping[str, Table]
"""A file's tables by name."""

Put = Callable[[Path, bytes], None]
"""Replaces a file, as `put_file` does."""

_META = "_meta"
BLANK = b"0" * 64
HEAD = b'{\n  "_meta": {\n    "1": {"sha256":"'
"""The beginning of every file: a table of one document, with the SHA-256 of the file in which the digest is blank."""

_DIGEST = slice(len(HEAD), len(HEAD) + len(BLANK))


class ChecksumError(ValueError):
    """The content is not what was written."""


class UncertainWriteError(OSError):
    """The file was replaced, but may be the old one again after a power failure."""


def with_checksum(tables: Mapping[str, Any]) -> bytes:
    """Returns the content of a file: a JSON object of the tables, one document a line."""
    meta = {"1": orjson.Fragment(b'{"sha256":"' + BLANK + b'"}')}
    content = orjson.dumps({_META: meta, **tables}, option=orjson.OPT_INDENT_2)
    return b"".join((HEAD, _digest(content), content[_DIGEST.stop :]))


def without_checksum(content: bytes) -> dict[str, Any]:
    """Returns the tables.

    Raises:
        ChecksumError: the content is torn, damaged or edited.
    """
    if _stated(content) != _digest(content):
        raise ChecksumError("its checksum does not match: it was torn, damaged or edited")
    tables: dict[str, Any] = orjson.loads(content)
    del tables[_META]
    return tables


def verify(content: bytes) -> None:
    """Returns if the content is what was written.

    Raises:
        ChecksumError: it is torn, damaged or edited.
    """
    if _stated(content) != _digest(content):
        raise ChecksumError("its checksum does not match: it was torn, damaged or edited")


def checksum_of(path: Path) -> str | None:
    """Returns the checksum that a file states, without verifying it; None if there is none to read."""
    try:
        with path.open("rb") as file:
            return _stated(file.read(_DIGEST.stop)).decode()
    except (OSError, ChecksumError):
        return None


def read_tables(path: Path) -> dict[str, Table]:
    """Returns the tables of a file; none if it does not exist yet.

    Raises:
        StoreDamagedError: the file cannot be read, or is not what was written.
    """
    try:
        return without_checksum(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ChecksumError) as error:
        raise StoreDamagedError(f"{path.name} cannot be read: {error}") from error


def previous_of(path: Path) -> Path:
    """Returns where the previous version of a file is kept."""
    return path.with_name(f"{path.name}.previous")


def put_file(path: Path, content: bytes) -> None:
    """Replaces a file durably, and keeps what was there as its previous version.

    Raises:
        UncertainWriteError: the file is replaced, but its folder could not be made durable.
        OSError: any other one leaves the file as it was.
    """
    _replace(path, content, _keep_previous)


def put_once(path: Path, content: bytes) -> None:
    """Writes a file durably and keeps no previous version: for a file that is written once. Raises as `put_file`."""
    _replace(path, content, lambda _: None)


def put_derived(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, but not durably: for a file that can be made again.

    Raises:
        OSError: the file is as it was.
    """
    with _new(path) as file:
        file.write(content)


def refuse(path: Path, _content: bytes) -> None:
    """Stands in for `put_file` where the store was opened for reading.

    Raises:
        OSError: always.
    """
    raise OSError(f"{path.name} was opened for reading")


def sync_folder(folder: Path) -> None:
    """Makes durable which files the folder holds.

    Raises:
        OSError: the disk refuses.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stated(content: bytes) -> bytes:
    stated = content[_DIGEST]
    if not content.startswith(HEAD) or len(stated) < len(BLANK) or not stated.isalnum():
        raise ChecksumError("it does not begin with its checksum")
    return stated


def _digest(content: bytes) -> bytes:
    digest = hashlib.sha256(HEAD + BLANK)
    digest.update(memoryview(content)[_DIGEST.stop :])
    return digest.hexdigest().encode()


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
    """What is written here replaces the file at the end; nothing is left of it when that fails."""
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
