"""Forgets what a folder's files held before: the generations that are kept, and rows made from them."""

import os
from pathlib import Path

from bot.storage.tiny.files import previous_of, sync_folder
from bot.storage.tiny.index_cache import read_rows, rows_file
from bot.storage.tiny.months import month_files


def forget_previous_versions(folder: Path) -> None:
    """Each previous generation becomes the newest one; to be called by whoever holds the folder."""
    for path in folder.glob("*.json"):
        previous = previous_of(path)
        if previous.exists():
            previous.unlink()
            os.link(path, previous)
    for month in month_files(folder):
        if read_rows(month) is None:
            rows_file(month).unlink(missing_ok=True)
    sync_folder(folder)
