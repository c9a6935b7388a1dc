"""The stores that are tortured: how a bot is told of one, and how one is read beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.demo.samples import clients
from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.postgres.store import PostgresStore
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore

Documents = Sequence[Call | Week]


class Installation(Protocol):
    """A store and how bots are told of it; `bots` is how many live on it at once."""

    bots: int
    env: Mapping[str, str]

    async def stock(self, now: datetime) -> None:
        """With the demo's clients."""

    async def awaited(self, now: datetime) -> int:
        """How many documents have something to say by now."""

    async def documents(self) -> Documents: ...


class Folder:
    bots = 1
    env: Mapping[str, str] = {}

    def __init__(self, path: Path) -> None:
        self._path = path

    async def stock(self, now: datetime) -> None:
        async with TinyStore.open(self._path) as store:
            await _stock(store, now)

    async def awaited(self, now: datetime) -> int:
        async with TinyStore.open(self._path, exclusive=False) as store:
            return await _awaited(store, now)

    async def documents(self) -> Documents:
        async with TinyStore.open(self._path, exclusive=False) as store:
            return await _documents(store)


class Database:
    bots = 2

    def __init__(self, url: str) -> None:
        self._url = url
        self.env: Mapping[str, str] = {"DATABASE_URL": url}

    async def stock(self, now: datetime) -> None:
        async with await PostgresStore.open(self._url) as store:
            await _stock(store, now)

    async def awaited(self, now: datetime) -> int:
        async with await PostgresStore.open(self._url) as store:
            return await _awaited(store, now)

    async def documents(self) -> Documents:
        async with await PostgresStore.open(self._url) as store:
            return await _documents(store)


async def _stock(store: Store, now: datetime) -> None:
    sample = {client.code: client for client in clients(now.date())}
    await store.clients.change(lambda d: Directory(clients=sample, version=d.version))


async def _awaited(store: Store, now: datetime) -> int:
    return len(await store.calls.due_before(now)) + len(await store.weeks.due_before(now))


async def _documents(store: Store) -> Documents:
    return [*[call async for call in store.calls.every()], *await store.weeks.every()]
