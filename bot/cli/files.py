"""Writes the files that commands are asked for."""

from pathlib import Path

from bot.settings import SettingsError


def put_file(file: Path, content: bytes) -> None:
    """Whole or not at all: others may be reading the file.

    Raises:
        SettingsError: it cannot be written there.
    """
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            file.write_bytes(content)  # /dev/stdout and the like are written to, never replaced
            return
        unfinished = file.with_name(f"{file.name}.new")
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}") from error
