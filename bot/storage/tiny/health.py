"""Whether a folder can be written to now."""

import os
import tempfile
from pathlib import Path

from bot.domain.ports import StoreUnwritableError


def probe(folder: Path) -> None:
    """Writes a file durably and removes it.

    Raises:
        StoreUnwritableError: the disk is full, or refuses.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="probe-") as file:
            file.write(b"probe")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreUnwritableError(f"the store at {folder} cannot be written to: {error}") from error
