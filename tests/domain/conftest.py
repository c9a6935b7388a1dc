"""A house, a clock's instant, and a call to begin with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.policy import Channels, EscalationPolicy, Policy
from bot.domain.stamp import Stamp

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def policy() -> Policy:
    return Policy(
        channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
        zone=ZoneInfo("Europe/Paris"),
        escalation=EscalationPolicy(mention=("S0DEV",), lead="U0ANTHONY"),
        account_manager="U0CAMILLE",
    )


@pytest.fixture
def stamp() -> Callable[..., Stamp]:
    """`stamp(3)` is Alice, three minutes after noon."""

    def made(minutes: float = 0, by: str = "U0ALICE") -> Stamp:
        return Stamp(NOON + timedelta(minutes=minutes), by)

    return made


@pytest.fixture
def opened(policy: Policy, stamp: Callable[..., Stamp]) -> Callable[..., Call]:
    """A call of a client that the directory knows as far as it is told."""

    def made(phase: str | None = "after", contract: str | None = "contract", **fields: str) -> Call:
        draft = NewCall(
            origin="view:V1",
            stamp=stamp(),
            client=ClientRef("ACME", "Acme Industrie"),
            request="imprimante HS",
            account_manager=fields.get("account_manager", "U0FARID"),
            facts=DirectoryFacts(phase=phase, contract=contract),
        )
        return open_call(draft, "2026-0001", policy)

    return made
