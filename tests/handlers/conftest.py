"""A bench of listeners that is connected to the demo's workspace."""

from collections.abc import AsyncIterator

import pytest

from simulator import Simulator
from tests.handlers.listener_bench import ListenerBench, connected
from tests.support.workspace import PATIENCE, simulated


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """At the end no breach of Slack's rules may have been recorded."""
    async with simulated() as made:
        yield made
        assert made.breaches == []


@pytest.fixture
async def bench(simulator: Simulator) -> AsyncIterator[ListenerBench]:
    async with connected(ListenerBench(simulator, ack_timeout=PATIENCE)) as made:
        yield made


@pytest.fixture
async def hasty(simulator: Simulator) -> AsyncIterator[ListenerBench]:
    """One that acknowledges at once what takes any time."""
    async with connected(ListenerBench(simulator, ack_timeout=0.05)) as made:
        yield made
