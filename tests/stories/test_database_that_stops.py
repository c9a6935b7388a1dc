"""PostgreSQL is stopped while level 2 is due: the ping goes out from memory, once, and is written down afterwards."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.ports import StoreUnwritableError
from bot.storage.postgres.store import PostgresStore
from simulator import Message, MovableClock, Simulator
from tests.storage.postgres_crew import Crew, stock
from tests.storage.postgres_server import OwnServer, own_server
from tests.support.workspace import DEV, SERVICE, SUPPORT, TUESDAY_AT_TEN, config, plain, simulated


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as made:
        yield made


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated(clock=MovableClock(TUESDAY_AT_TEN)) as made:
        yield made


@pytest.fixture
async def crew(simulator: Simulator, server: OwnServer) -> AsyncIterator[Crew]:
    await stock(server.url, simulator)
    made = Crew(simulator, server.url, config())
    try:
        await made.hire()
        yield made
    finally:
        await made.stop()


async def test_level_2_is_called_in_time_and_once_though_the_database_is_stopped(
    crew: Crew, simulator: Simulator, server: OwnServer
):
    alice = simulator.person("U0ALICE")
    assert await alice.command("/lina appel acme imprimante HS") == ""
    await crew.quiet()

    await asyncio.to_thread(server.stop)
    refused = await alice.command("/lina appel bois écran noir")
    assert "rien n'a été enregistré" in plain(refused)
    with suppress(StoreUnwritableError):  # the rota cannot be looked at
        await crew.later(minutes=10)
    (ping,) = await simulator.until(lambda: said(simulator, DEV, "2026-0001"))
    assert "enregistr" not in ping.words
    await simulator.until(lambda: said(simulator, SERVICE, "n'est plus enregistré"))

    await asyncio.to_thread(server.start)
    await crew.later(seconds=10)
    await crew.quiet()
    assert len(said(simulator, DEV, "2026-0001")) == 1
    kept = await level_2(server)
    assert (kept.state, kept.ts) == (DeliveryState.SENT, ping.ts)
    assert await alice.command("/lina appel bois écran noir") == ""
    await simulator.until(lambda: said(simulator, SUPPORT, "2026-0002"))


def said(simulator: Simulator, channel: str, *words: str) -> list[Message]:
    return [m for m in simulator.messages(channel) if all(plain(w) in plain(m.words) for w in words)]


async def level_2(server: OwnServer) -> Notice:
    """The ping as another bot reads it."""
    async with await PostgresStore.open(server.url) as store:
        call = await store.calls.get("2026-0001")
    assert call
    return next(n for n in call.notices if n.kind is NoticeKind.LEVEL2)
