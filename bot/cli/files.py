"""The files that commands write."""

from pathlib import Path

from bot.settings import SettingsError
from bot.storage.private_files import private_file


def write_file(file: Path, content: bytes) -> None:
    """Replaces a file as a whole, because others may be reading it; writes to a device as it is.

    Only the owner may read the file: what is exported is what clients said.

    Raises:
        SettingsError: it cannot be written there.
    """
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            file.write_bytes(content)  # /dev/stdout and the like are written to, never replaced
            return
        unfinished = file.with_name(f"{file.name}.new")
        with private_file(unfinished) as out:
            out.write(content)
        unfinished.replace(file)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}") from error
