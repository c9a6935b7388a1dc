"""Client files that a command leaves in a folder of the store, for the bot that holds the store to import.

A file is `name.csv` until the bot takes it (`name.taken`); the bot answers with a receipt, `name.json`. Each of them is
written whole or not at all. A file that was taken by a bot that died is imported again by the next one, which is
harmless.
"""

import asyncio
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from bot.domain.clients.directory import ImportDiff
from bot.domain.ports import Clients
from bot.exchange.clients_csv import read_import
from bot.services.clients import import_clients
from bot.storage.private_files import private_folder
from bot.storage.tiny.files import put_once

log = structlog.get_logger(__name__)

INBOX = "inbox"
"""The folder's name within the store."""
LOOK_EVERY = 0.1
"""Seconds between looks for a receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an import.

    Attributes:
        diff: what changed; None if nothing was imported.
        problem: why nothing was imported; None if it was.
    """

    diff: ImportDiff | None
    problem: str | None = None


class DroppedImport:
    """A client file in the drop folder, seen from the command that left it there."""

    def __init__(self, store: Path, data: bytes) -> None:
        """Writes the file.

        Raises:
            OSError: the disk refuses.
        """
        folder = store / INBOX
        private_folder(folder)
        self._path = folder / f"{secrets.token_hex(8)}.csv"
        put_once(self._path, data)

    async def receipt(self, seconds: float) -> Receipt | None:
        """Waits for the bot's answer that long; returns None if there is none, and removes the one there is."""
        answer = self._path.with_suffix(".json")
        until = time.monotonic() + seconds
        while not answer.exists():
            if time.monotonic() >= until:
                return None
            await asyncio.sleep(LOOK_EVERY)
        receipt = msgspec.json.decode(answer.read_bytes(), type=Receipt)
        answer.unlink()
        return receipt

    def withdraw(self) -> bool:
        """Removes the file; returns False if the bot has taken it."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True


class ImportDrop:
    """The drop folder, seen from the bot.

    Args:
        store: the folder of the store.
        clients: where files are imported to.
    """

    def __init__(self, store: Path, clients: Clients) -> None:
        self._folder = store / INBOX
        self._clients = clients
        self._refused: set[str] = set()

    async def look(self) -> None:
        """Imports and answers the files that were left, oldest first; what is no file is refused, and left there.

        Raises:
            OSError: a file could not be taken, answered or removed; the others were.
        """
        errors: list[OSError] = []
        for path in self._files("*.csv"):
            try:
                path.rename(path.with_suffix(".taken"))
            except FileNotFoundError:
                """Withdrawn meanwhile."""
            except OSError as error:
                errors.append(error)
        for path in self._files("*.taken"):
            receipt = await self._import(path)
            try:
                put_once(path.with_suffix(".json"), msgspec.json.encode(receipt))
                path.unlink()
            except OSError as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def _files(self, pattern: str) -> list[Path]:
        found = sorted(self._folder.glob(pattern), key=_age)
        for path in found:
            if path.exists() and not path.is_file() and path.name not in self._refused:
                self._refused.add(path.name)
                log.warning("import refused: not a file; remove it from the inbox", name=path.name)
        return [path for path in found if path.is_file()]

    async def _import(self, path: Path) -> Receipt:
        try:
            new = read_import(await asyncio.to_thread(path.read_bytes))
            diff = await import_clients(self._clients, new)
        except Exception as error:  # noqa: BLE001  # whatever stopped it, whoever waits must hear of it
            log.warning("import refused", file=path.name, error=str(error))
            return Receipt(None, str(error))
        log.info("clients imported", added=len(diff.added), changed=len(diff.changed))
        return Receipt(diff)


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:  # withdrawn meanwhile
        return 0, path.name
