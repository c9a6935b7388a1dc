"""A running bot in the demo's workspace."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import BotConfig
from simulator import MovableClock
from tests.stories.office import Office
from tests.support.workspace import TUESDAY_AT_TEN, config, simulated


@pytest.fixture
def what() -> BotConfig:
    """The demo's house, spoken to as fast as the simulator likes."""
    return config()


@pytest.fixture
async def office(tmp_path: Path, what: BotConfig) -> AsyncIterator[Office]:
    """A running bot; at the end no breach of Slack's rules may have been recorded."""
    clock = MovableClock(TUESDAY_AT_TEN)
    async with simulated(clock=clock) as simulator:
        office = Office(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.breaches == []
