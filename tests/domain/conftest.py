"""A house, a clock's instant, and a call to begin with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.acts import Act, Caller
from bot.domain.call import Call
from bot.domain.opening import Draft, open_call
from bot.domain.policy import Channels, House, Ladder
from bot.domain.triage import Known

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def house() -> House:
    return House(
        channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
        zone=ZoneInfo("Europe/Paris"),
        ladder=Ladder(mention=("S0DEV",), lead="U0ANTHONY"),
        account_manager="U0CAMILLE",
    )


@pytest.fixture
def act() -> Callable[..., Act]:
    """`act(3)` is Alice, three minutes after noon."""

    def made(minutes: float = 0, by: str = "U0ALICE") -> Act:
        return Act(NOON + timedelta(minutes=minutes), by)

    return made


@pytest.fixture
def opened(house: House, act: Callable[..., Act]) -> Callable[..., Call]:
    """A call of a client that the directory knows as far as it is told."""

    def made(phase: str | None = "after", contract: str | None = "contract", **fields: str) -> Call:
        draft = Draft(
            origin="view:V1",
            act=act(),
            client=Caller("ACME", "Acme Industrie"),
            request="imprimante HS",
            account_manager=fields.get("account_manager", "U0FARID"),
            known=Known(phase=phase, contract=contract),
        )
        return open_call(draft, "2026-0001", house)

    return made
