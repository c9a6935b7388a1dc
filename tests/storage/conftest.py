"""The store under contract: every adapter in turn. A new adapter joins by a line in OPENERS."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.storage.memory import MemoryStore
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore

OPENERS: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "tiny": TinyStore.open,
}


@pytest.fixture(params=OPENERS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = OPENERS[request.param](tmp_path / "store")
    yield opened
    await opened.close()
