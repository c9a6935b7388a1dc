"""A running bot in the demo's workspace."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import BotConfig
from bot.delivery.rate_limit import Limits
from bot.demo import plan
from bot.demo.samples import WORKSPACE
from bot.manifest import manifest
from simulator import MovableClock, Rates, Simulator
from tests.stories.office import TUESDAY_AT_TEN, Office


@pytest.fixture
def what() -> BotConfig:
    """The demo's house, spoken to as fast as the simulator likes."""
    return replace(plan(timedelta(minutes=10)), limits=Limits.lifted())


@pytest.fixture
async def office(tmp_path: Path, what: BotConfig) -> AsyncIterator[Office]:
    """A running bot; at the end no breach of Slack's rules may have been recorded."""
    clock = MovableClock(TUESDAY_AT_TEN)
    async with Simulator(WORKSPACE, manifest(), clock=clock, rates=Rates.lifted()) as simulator:
        office = Office(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.breaches == []
