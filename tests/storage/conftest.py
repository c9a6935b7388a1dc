"""The store under contract: every adapter in turn. A new adapter joins by a line in OPENERS."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.storage.observation import ObserveWrite
from bot.storage.postgres.store import PostgresStore
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from tests.storage.memory import MemoryStore


async def memory(_: pytest.FixtureRequest, observe_write: ObserveWrite) -> Store:
    return MemoryStore(observe_write=observe_write)


async def tiny(request: pytest.FixtureRequest, observe_write: ObserveWrite) -> Store:
    folder = request.getfixturevalue("tmp_path") / "store"
    return TinyStore.open(folder, observe_write=observe_write)


async def postgres(request: pytest.FixtureRequest, observe_write: ObserveWrite) -> Store:
    return await PostgresStore.open(request.getfixturevalue("database_url"), observe_write=observe_write)


OPENERS: dict[str, Callable[[pytest.FixtureRequest, ObserveWrite], Awaitable[Store]]] = {
    "memory": memory,
    "tiny": tiny,
    "postgres": postgres,
}


@pytest.fixture
def observed() -> list[float]:
    """The seconds of each write of the store."""
    return []


@pytest.fixture(params=OPENERS)
async def store(request: pytest.FixtureRequest, observed: list[float]) -> AsyncIterator[Store]:
    opened = await OPENERS[request.param](request, observed.append)
    yield opened
    await opened.close()
