"""A folder whose calls are gone, though other files show that there were some.

`open.json` is made before any other file of a folder: where it and its previous version are missing beside another
file, both were lost.
"""

import re
from pathlib import Path

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreLostError
from bot.storage.numbers import highest_counts, number_of
from bot.storage.tiny import recovery
from bot.storage.tiny.calls import OPEN_FILE
from bot.storage.tiny.files import previous_of, put_once, read_tables, with_checksum

_NUMBER = re.compile(rb'"(?:number|document)":\s*"([0-9]{4}-[0-9]{4,6})"')
"""Where the number of a call stands in a file: in a call, in a row of figures, in the key of a notice."""


def traces(folder: Path) -> list[str]:
    """Returns the names of the files that show that calls were lost, oldest name first; none where they were not."""
    path = folder / OPEN_FILE
    if path.exists() or previous_of(path).exists():
        return []
    found = {*folder.glob("*.json"), *folder.glob("*.json.previous"), *recovery.set_aside(folder)}
    return sorted(path.name for path in found)


def refuse_loss(folder: Path) -> None:
    """Does nothing where no calls were lost.

    Raises:
        StoreLostError: they were; the message says what to restore.
    """
    left = traces(folder)
    if left:
        raise StoreLostError(
            f"{OPEN_FILE} and its previous generation are gone from {folder}, though {', '.join(left)} is there: "
            f"put {OPEN_FILE} back, or restore a backup into an empty folder (lina store restore); "
            "`lina run --accept-loss` goes on without its calls"
        )


def begin(folder: Path, *, accept_loss: bool = False) -> None:
    """Makes `open.json` in a folder that has none, before any other file; only for whoever holds the folder.

    Raises:
        StoreLostError: calls were lost, and `accept_loss` is false.
        StoreUnwritableError: the disk refuses.
    """
    path = folder / OPEN_FILE
    if path.exists() or previous_of(path).exists():
        return
    if not accept_loss:
        refuse_loss(folder)
    try:
        if traces(folder):
            half_written = path.with_name(f"{OPEN_FILE}.new")
            if half_written.exists():  # it shows numbers, and the file is written there
                half_written.rename(recovery.aside_of(half_written))
            recovery.record(
                folder, f"{OPEN_FILE} and its previous generation are gone; the loss was accepted"
            )
        put_once(path, with_checksum({}))
    except OSError as error:
        raise StoreUnwritableError(f"{OPEN_FILE} was not written: {error}") from error


def is_bare(folder: Path) -> bool:
    """Whether the folder holds nothing but what `begin` makes, or not even that."""
    path = folder / OPEN_FILE
    return {*folder.glob("*.json*")} <= {path} and not read_tables(path)


def numbers_in(folder: Path) -> list[str]:
    """Returns the highest number of each year that any file of the folder shows, whole, damaged or half-written."""
    known = {
        number.decode()
        for path in folder.glob("*.json*")
        if path.is_file()
        for number in _NUMBER.findall(path.read_bytes())
    }
    return [number_of(year, count) for year, count in sorted(highest_counts(known).items())]
