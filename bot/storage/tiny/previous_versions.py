"""Removes what a folder's files held before: previous versions, caches made from them, and what was left over."""

import os
from pathlib import Path

from bot.storage.tiny.files import previous_of, sync_folder
from bot.storage.tiny.import_drop import INBOX
from bot.storage.tiny.index_cache import cache_of, read_cache
from bot.storage.tiny.months import month_files
from bot.storage.tiny.recovery import set_aside
from bot.storage.tiny.snapshot import FILLING


def left_over(folder: Path) -> list[Path]:
    """Returns what else of a store the folder holds: set-aside and half-written files, and client files in passing."""
    half_written = [*folder.glob("*.new"), *(folder / FILLING).glob("*")]
    return sorted([*set_aside(folder), *half_written, *(folder / INBOX).glob("*")])


def forget_left_over(folder: Path) -> None:
    """Removes what `left_over` returns; only for whoever holds the folder.

    Raises:
        OSError: the disk refuses.
    """
    for path in left_over(folder):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def forget_previous_versions(folder: Path) -> None:
    """Makes each file its own previous version; only for whoever holds the folder.

    Raises:
        OSError: the disk refuses.
    """
    for path in folder.glob("*.json"):
        previous = previous_of(path)
        if previous.exists():
            previous.unlink()
            os.link(path, previous)
    for month in month_files(folder):
        if read_cache(month) is None:
            cache_of(month).unlink(missing_ok=True)
    sync_folder(folder)
