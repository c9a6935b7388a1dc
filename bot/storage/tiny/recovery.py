"""Falls back to a file's previous generation when the newest cannot be read; never to an empty store.

What fell back is told by a file in the folder until somebody has drawn the consequences (`settle`), so that a bot
that dies in between draws them at its next start.
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
    """Makes the file readable if it is not; returns whether it fell back.

    Raises:
        StoreDamagedError: there is no previous generation to be read either.
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
    """A line for each file that fell back and whose consequences are still to be drawn."""
    try:
        return tuple((folder / FELL_BACK_FILE).read_text().splitlines())
    except FileNotFoundError:
        return ()


def settle(folder: Path) -> None:
    """The consequences are drawn."""
    (folder / FELL_BACK_FILE).unlink(missing_ok=True)


def set_aside(folder: Path) -> list[Path]:
    """The damaged files, kept for a person to look at."""
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
    aside = _aside(path)
    told = f"{why}; its previous generation is used"
    if aside:
        told = f"{told}, and the damaged file set aside as {aside.name}"
    log.error("the store fell back", file=path.name, told=told)
    lines = [*fallen_back(path.parent), told]
    put_once(path.parent / FELL_BACK_FILE, "".join(f"{line}\n" for line in lines).encode())
    if aside:
        path.rename(aside)
    os.link(previous, path)
    sync_folder(path.parent)


def _aside(path: Path) -> Path | None:
    """Named by when it was last written; None for a file that is not there."""
    if not path.exists():
        return None
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return path.with_name(f"{path.name}{_ASIDE}{written:%Y%m%dT%H%M%S.%f}Z")
