"""A workspace, and the courier at work in it."""

from collections.abc import AsyncIterator

import pytest

from simulator import MovableClock, Simulator
from tests.delivery.post_office import PostOffice, stocked
from tests.support.workspace import TUESDAY_AT_TEN, simulated


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """At the end no breach of Slack's rules may have been recorded."""
    clock = MovableClock(TUESDAY_AT_TEN)
    async with simulated(clock=clock) as made:
        yield made
        assert made.breaches == []


@pytest.fixture
async def office(simulator: Simulator) -> AsyncIterator[PostOffice]:
    made = PostOffice(simulator, stocked(simulator))
    await made.start()
    yield made
    await made.stop(seconds=0)
