"""Restores a file's previous version when the file cannot be read; a store is never taken to be empty.

A file in the folder lists what fell back until the bot has drawn the consequences (`settle`), so that a bot that dies
in between draws them at its next start.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.storage.errors import StoreDamagedError
from bot.storage.tiny.files import previous_of, put_once, read_tables, sync_folder

log = structlog.get_logger(__name__)

FELL_BACK_FILE = "fell-back.txt"
_ASIDE = ".damaged-"


def mend(path: Path) -> bool:
    """Makes the file readable if it is not, and returns whether it fell back to its previous version.

    Raises:
        StoreDamagedError: the previous version does not exist, or cannot be read either.
        OSError: the disk refuses.
    """
    previous = previous_of(path)
    if not path.exists() and not previous.exists():
        return False
    why = _what_is_wrong(path)
    if why is None:
        return False
    if not previous.exists():
        raise StoreDamagedError(f"{why}; there is no previous generation")
    if worse := _what_is_wrong(previous):
        raise StoreDamagedError(f"{why}; neither can its previous generation: {worse}")
    _fall_back(path, previous, why)
    return True


def fallen_back(folder: Path) -> tuple[str, ...]:
    """Returns a line for each file that fell back since `settle`."""
    try:
        return tuple((folder / FELL_BACK_FILE).read_text().splitlines())
    except FileNotFoundError:
        return ()


def settle(folder: Path) -> None:
    """Forgets what fell back: its consequences are drawn."""
    (folder / FELL_BACK_FILE).unlink(missing_ok=True)


def record(folder: Path, told: str) -> None:
    """Adds a line to what fell back.

    Raises:
        OSError: the disk refuses.
    """
    lines = [*fallen_back(folder), told]
    put_once(folder / FELL_BACK_FILE, "".join(f"{line}\n" for line in lines).encode())


def set_aside(folder: Path) -> list[Path]:
    """Returns the damaged files, which are kept for a person to look at."""
    return sorted(folder.glob(f"*{_ASIDE}*"))


def _what_is_wrong(path: Path) -> str | None:
    if not path.exists():
        return f"{path.name} is missing"
    try:
        read_tables(path)
    except StoreDamagedError as error:
        return str(error)
    return None


def _fall_back(path: Path, previous: Path, why: str) -> None:
    aside = aside_of(path) if path.exists() else None
    told = f"{why}; its previous generation is used"
    if aside:
        told = f"{told}, and the damaged file set aside as {aside.name}"
    log.error("the store fell back", file=path.name, told=told)
    record(path.parent, told)
    if aside:
        path.rename(aside)
    os.link(previous, path)
    sync_folder(path.parent)


def aside_of(path: Path) -> Path:
    """Returns where a file is set aside, named by when it was last written."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return path.with_name(f"{path.name}{_ASIDE}{written:%Y%m%dT%H%M%S.%f}Z")
