"""The inbox: a client file left beside a running bot, which applies it and answers with a receipt.

A file is `name.csv` until the bot takes it (`name.taken`), and is answered by `name.json`; each is there whole or not
at all. What a bot that dies has taken is applied again by the next one: an import that is done twice changes nothing.
"""

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import TypeAdapter

from bot.domain.clients.directory import ImportDiff
from bot.domain.ports import Clients
from bot.exchange.clients_csv import read_clients
from bot.services.clients import import_clients
from bot.storage.tiny.files import put_once

log = structlog.get_logger(__name__)

INBOX = "inbox"
LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an import; `problem` says why nothing did."""

    diff: ImportDiff | None
    problem: str | None = None


_RECEIPT = TypeAdapter(Receipt)


class DroppedImport:
    """A file left for the bot that holds the store."""

    def __init__(self, store: Path, data: bytes) -> None:
        """Raises:
        OSError: it cannot be left there.
        """
        import_drop = store / INBOX
        import_drop.mkdir(exist_ok=True)
        self._path = import_drop / f"{secrets.token_hex(8)}.csv"
        put_once(self._path, data)

    async def receipt(self, seconds: float) -> Receipt | None:
        """The bot's answer; None when there is none in time."""
        answer = self._path.with_suffix(".json")
        until = time.monotonic() + seconds
        while not answer.exists():
            if time.monotonic() >= until:
                return None
            await asyncio.sleep(LOOK_EVERY)
        receipt = _RECEIPT.validate_json(answer.read_bytes())
        answer.unlink()
        return receipt

    def withdraw(self) -> bool:
        """Takes it back; False when the bot has taken it."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True


class ImportDrop:
    """The bot's side of it."""

    def __init__(self, store: Path, clients: Clients) -> None:
        self._folder = store / INBOX
        self._clients = clients

    async def look(self) -> None:
        """Applies and answers what was left, oldest first."""
        for path in sorted(self._folder.glob("*.csv"), key=_age):
            with suppress(FileNotFoundError):  # withdrawn meanwhile
                path.rename(path.with_suffix(".taken"))
        for path in sorted(self._folder.glob("*.taken"), key=_age):
            receipt = await self._apply(path)
            put_once(path.with_suffix(".json"), _RECEIPT.dump_json(receipt))
            path.unlink()

    async def _apply(self, path: Path) -> Receipt:
        try:
            new = read_clients(await asyncio.to_thread(path.read_bytes))
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
