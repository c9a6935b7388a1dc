"""The demo's workspace and configuration as tests share them, without a hurry: a busy machine fails no test."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import BotConfig
from bot.delivery.rate_limit import Limits
from bot.demo import plan
from bot.demo.samples import WORKSPACE
from bot.manifest import manifest
from simulator import MovableClock, Rates, Simulator, WorkspaceFixture

TUESDAY_AT_TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris."""

SUPPORT, DEV, SERVICE = "C0SUPPORT", "C0DEV", "C0LINA"
ALICE, BRUNO, CHLOE, DAVID = "U0ALICE", "U0BRUNO", "U0CHLOE", "U0DAVID"
CAMILLE, FARID, ANTHONY = "U0CAMILLE", "U0FARID", "U0ANTHONY"

ACK_TIMEOUT = 40.0
"""Seconds that the simulated Slack waits for an acknowledgement, in the place of the real one's three."""

PATIENCE = 30.0
"""Seconds that the bot under test takes to acknowledge before it tells the person to wait."""


def simulated(
    declared: Mapping[str, Any] | None = None,
    *,
    fixture: WorkspaceFixture = WORKSPACE,
    clock: MovableClock | None = None,
    rates: Rates | None = None,
) -> Simulator:
    """A workspace without limits of rate unless asked for; `declared` is the manifest in the place of the bot's own."""
    return Simulator(
        fixture,
        declared or manifest(),
        clock=clock,
        rates=Rates.lifted() if rates is None else rates,
        ack_timeout=ACK_TIMEOUT,
    )


def config() -> BotConfig:
    """The demo's, spoken to as fast as the simulator likes."""
    return replace(limited_config(), limits=Limits.lifted())


def limited_config() -> BotConfig:
    """The demo's, with the rate limits of the real bot."""
    return replace(plan(timedelta(minutes=10)), ack_timeout=PATIENCE, profile_timeout=PATIENCE)


def plain(text: str) -> str:
    """The text without no-break spaces and typographic apostrophes, as people compare."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
