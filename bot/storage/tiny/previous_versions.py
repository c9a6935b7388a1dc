"""Removes what a folder's files held before: previous versions, and caches made from them."""

import os
from pathlib import Path

from bot.storage.tiny.files import previous_of, sync_folder
from bot.storage.tiny.index_cache import cache_of, read_cache
from bot.storage.tiny.months import month_files


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
