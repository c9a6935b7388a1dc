"""A policy, an instant, and a call to begin with."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.policy import Channels, EscalationPolicy, Policy
from bot.domain.stamp import Stamp
from tests.domain.factories import NOON, MakeCall, MakeStamp


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
def stamp() -> MakeStamp:
    """`stamp(3)` is Alice, three minutes after noon."""

    def made(minutes: float = 0, by: str = "U0ALICE") -> Stamp:
        return Stamp(NOON + timedelta(minutes=minutes), by)

    return made


@pytest.fixture
def opened(policy: Policy, stamp: MakeStamp) -> MakeCall:
    """A call of a client that the directory knows as far as the arguments say."""

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
