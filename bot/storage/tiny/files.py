"""A file of TinyDB's tables: its content with a checksum, and its replacement as a whole.

A reader, and a program after a crash, finds either the old content or the new one.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Generic, Self, TypeVar

import orjson

from bot.storage.errors import StoreDamagedError
from bot.storage.private_files import private_file

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


_MISMATCH = "its checksum does not match: it was torn, damaged or edited"

T = TypeVar("T")


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
        raise ChecksumError(_MISMATCH)
    tables: dict[str, Any] = orjson.loads(content)
    del tables[_META]
    return tables


def checksum_of(path: Path) -> str | None:
    """Returns the checksum that a file states, without verifying it; None if there is none to read."""
    try:
        with path.open("rb") as file:
            return _stated(file.read(_DIGEST.stop)).decode()
    except (OSError, ChecksumError):
        return None


class TableReader(Generic[T]):
    """Reads the documents of a table one at a time, from the file as it was when it was opened; to be used in `with`.

    Args:
        path: the file; one that does not exist has no documents.
        table: the table's name.
        decode: makes a document of its JSON.

    Raises:
        StoreDamagedError: the file cannot be read, or is not what was written.
    """

    def __init__(self, path: Path, table: str, decode: Callable[[Mapping[str, Any]], T]) -> None:
        self._decode = decode
        self._places: dict[int, tuple[int, int]] = {}
        self._file: BinaryIO = BytesIO()
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreDamagedError(f"{path.name} cannot be read: {error}") from error
        try:
            self._find(table)
        except (OSError, ChecksumError, ValueError) as error:
            self._file.close()
            raise StoreDamagedError(f"{path.name} cannot be read: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def documents(self) -> Iterator[T]:
        """Yields the documents in the order of their ids."""
        for id_ in sorted(self._places):
            begin, end = self._places[id_]
            self._file.seek(begin)
            yield self._decode(orjson.loads(self._file.read(end - begin)))

    def _find(self, table: str) -> None:
        """Finds where each document begins and ends, by how `with_checksum` lays out a file; verifies the checksum."""
        head = self._file.read(_DIGEST.stop)
        stated, digest, at = _stated(head), hashlib.sha256(HEAD + BLANK), len(head)
        begins = f'  "{table}": {{'.encode()
        within, id_, begin = False, 0, 0
        for line in self._file:
            digest.update(line)
            if within and line.startswith(b'    "'):
                key, _, _ = line.partition(b": ")
                id_, begin = int(key.strip(b' "')), at + len(key) + 2
                if line.rstrip(b",\n").endswith(b"}"):
                    self._places[id_] = begin, at + len(line.rstrip(b",\n"))
            elif within and line.startswith(b"    }"):
                self._places[id_] = begin, at + len(b"    }")
            elif line.startswith(b"  ") and not line.startswith(b"   "):
                within = line.startswith(begins)
            at += len(line)
        if stated != digest.hexdigest().encode():
            raise ChecksumError(_MISMATCH)


@contextmanager
def stream_table(path: Path, table: str) -> Iterator[Callable[[int, bytes], None]]:
    """Gives a function that writes a document, by its id and JSON; the file is as `put_once` would write it.

    Raises:
        UncertainWriteError: the file is written, but its folder could not be made durable.
        OSError: the file is not written.
    """
    with _new(path) as file:
        start = b'{\n  "_meta": {\n    "1": {"sha256":"' + BLANK + b'"}\n  },\n  "' + table.encode() + b'": {'
        digest = hashlib.sha256(start)
        file.write(start)
        separator = b"\n    "

        def write(id_: int, document: bytes) -> None:
            nonlocal separator
            for part in (separator, b'"%d": ' % id_, document):
                digest.update(part)
                file.write(part)
            separator = b",\n    "

        yield write
        digest.update(b"\n  }\n}")
        file.write(b"\n  }\n}")
        file.seek(_DIGEST.start)
        file.write(digest.hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())
    _sync_parent(path)


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
    _sync_parent(path)


def _sync_parent(path: Path) -> None:
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UncertainWriteError(*error.args) from error


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """What is written here replaces the file at the end; nothing is left of it when that fails."""
    temporary = path.with_name(f"{path.name}.new")
    try:
        with private_file(temporary) as file:
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
