"""A bot that serves HTTP in a thread of its own, and its clients."""

import asyncio
import http.client
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import serve_http
from bot.demo.samples import clients
from bot.domain.calls.call import ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.clients.directory import Directory
from bot.domain.stamp import Stamp
from bot.manifest import manifest
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from simulator import MovableClock
from tests.support.bots import bot_on
from tests.support.workspace import config, simulated

T = TypeVar("T")
ANSWERED_WITHIN = 60.0


@dataclass
class RunningBot:
    """A bot that serves HTTP in a thread of its own; `state` returns all that its store holds."""

    port: int
    secret: str
    store: Store
    loop: asyncio.AbstractEventLoop

    def state(self) -> list[object]:
        return self._run(_state(self.store))

    @contextmanager
    def connected(self) -> Iterator[http.client.HTTPConnection]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERED_WITHIN)
        try:
            yield connection
        finally:
            connection.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(ANSWERED_WITHIN)


async def _state(store: Store) -> list[object]:
    calls = [call async for call in store.calls.every()]
    directory = await store.clients.directory()
    return [sorted(calls, key=lambda call: call.number), directory, await store.weeks.ledger()]


@contextmanager
def running(folder: Path) -> Iterator[RunningBot]:
    ready: list[RunningBot] = []
    begun, over = threading.Event(), asyncio.Event()

    async def live() -> None:
        async with _bot(folder) as bot:
            ready.append(bot)
            begun.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    try:
        assert begun.wait(ANSWERED_WITHIN)
        yield ready[0]
    finally:
        ready[0].loop.call_soon_threadsafe(over.set)
        thread.join(ANSWERED_WITHIN)


@asynccontextmanager
async def _bot(folder: Path) -> AsyncIterator[RunningBot]:
    clock = MovableClock()
    async with (
        simulated(manifest(http="https://lina.example.fr"), clock=clock) as slack,
        TinyStore.open(folder) as store,
    ):
        sample = {c.code: c for c in clients(clock.now().date())}
        await store.clients.change(lambda d: Directory(clients=sample, version=d.version))
        act = Stamp(clock.now(), "U0ALICE")
        draft = NewCall(origin="fuzz", stamp=act, client=ClientRef("ACME", "Acme"), request="imprimante HS")
        await store.calls.open("fuzz", 2026, partial(_open, draft))
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        lina = await bot_on(config(), store, client, clock)
        async with serve_http(lina, slack.signing_secret, 0) as port:
            await lina.dispatcher.idle()
            yield RunningBot(port, slack.signing_secret, store, asyncio.get_running_loop())


def _open(draft: NewCall, number: str) -> Any:
    return open_call(draft, number, config().policy)
