"""A bench of listeners that is connected to the demo's workspace."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.samples import WORKSPACE
from bot.manifest import manifest
from simulator import Rates, Simulator
from tests.handlers.listener_bench import ListenerBench, connected


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """At the end no breach of Slack's rules may have been recorded."""
    async with Simulator(WORKSPACE, manifest(), rates=Rates.lifted()) as made:
        yield made
        assert made.breaches == []


@pytest.fixture
async def bench(simulator: Simulator) -> AsyncIterator[ListenerBench]:
    async with connected(ListenerBench(simulator, ack_timeout=2.5)) as made:
        yield made


@pytest.fixture
async def hasty(simulator: Simulator) -> AsyncIterator[ListenerBench]:
    """One that acknowledges at once what takes any time."""
    async with connected(ListenerBench(simulator, ack_timeout=0.05)) as made:
        yield made
