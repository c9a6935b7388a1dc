"""Files and folders that only their owner may read, whatever the umask: they hold what clients said."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import structlog

log = structlog.get_logger(__name__)

FILE_MODE = 0o600
FOLDER_MODE = 0o700


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Opens a file for writing, new or in place of what it held; nobody else can read it at any time.

    Raises:
        OSError: the disk refuses.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, FILE_MODE)  # the umask may have taken bits away, and an older file have more
        yield file


def private_folder(folder: Path) -> None:
    """Makes a folder, and those above it, if need be.

    Raises:
        OSError: the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _restrict(folder, FOLDER_MODE)


def restrict(folder: Path) -> None:
    """Takes from everybody else what they may do with a folder and what is in it, as earlier versions left it.

    What belongs to somebody else is left as it is, with a warning.
    """
    _restrict(folder, FOLDER_MODE)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            _restrict(path, FOLDER_MODE if path.is_dir() else FILE_MODE)


def _restrict(path: Path, mode: int) -> None:
    try:
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
    except FileNotFoundError:
        pass  # a command took it away meanwhile
    except PermissionError as error:
        log.warning("others may be able to read this", path=str(path), error=str(error))
