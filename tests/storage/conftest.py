"""The store under contract: every adapter in turn. A new adapter joins by a line in OPENERS."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.storage.memory import MemoryStore
from bot.storage.postgres.store import PostgresStore
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore


async def memory(_: pytest.FixtureRequest) -> Store:
    return MemoryStore()


async def tiny(request: pytest.FixtureRequest) -> Store:
    return TinyStore.open(request.getfixturevalue("tmp_path") / "store")


async def postgres(request: pytest.FixtureRequest) -> Store:
    return await PostgresStore.open(request.getfixturevalue("database_url"))


OPENERS: dict[str, Callable[[pytest.FixtureRequest], Awaitable[Store]]] = {
    "memory": memory,
    "tiny": tiny,
    "postgres": postgres,
}


@pytest.fixture(params=OPENERS)
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    opened = await OPENERS[request.param](request)
    yield opened
    await opened.close()
