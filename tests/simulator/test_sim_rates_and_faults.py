"""Rates, and a Slack that breaks when it is asked to."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from simulator import Fault, FaultKind, MovableClock, Rates, Simulator
from simulator.api.methods import METHODS
from tests.simulator.sim_house import ALICE, DEV, SUPPORT, client_of, error_of, house, kinds


async def test_a_channel_takes_a_short_burst_and_then_one_post_a_second() -> None:
    clock = MovableClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    async with house(clock=clock, rates=Rates.slack()) as sim:
        client = client_of(sim)
        for _ in range(5):
            await client.chat_postMessage(channel=SUPPORT, text="a")
        await client.chat_postMessage(channel=DEV, text="another channel")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=SUPPORT, text="b")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        assert kinds(sim) == ["rate_exceeded"]
        clock.advance(timedelta(seconds=1))
        await client.chat_postMessage(channel=SUPPORT, text="b")
        assert await error_of(client.chat_postMessage(channel=SUPPORT, text="c")) == "ratelimited"
        clock.advance(timedelta(hours=-1))
        await client.chat_postMessage(channel=SUPPORT, text="in the past")


@pytest.mark.parametrize(
    ("method", "tier"), [("usergroups.list", 20), ("conversations.info", 50), ("users.info", 100)]
)
async def test_a_method_has_its_tier(method: str, tier: int) -> None:
    clock = MovableClock()
    async with house(clock=clock, rates=Rates.slack()) as sim:
        client, arguments = client_of(sim), {"channel": SUPPORT, "user": ALICE}
        for _ in range(tier):
            await client.api_call(method, params=arguments)
        assert await error_of(client.api_call(method, params=arguments)) == "ratelimited"
        clock.advance(timedelta(minutes=1))
        await client.api_call(method, params=arguments)


def test_every_method_has_a_rate() -> None:
    assert set(Rates.slack().per_minute) == set(METHODS)


async def posted(sim: Simulator) -> bool:
    """Whether a post got an answer at all."""
    try:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="a")
    except (SlackApiError, aiohttp.ClientError):
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "answered", "done"),
    [
        (FaultKind.RATELIMITED, False, False),
        (FaultKind.SERVER_ERROR, False, False),
        (FaultKind.HTML, False, False),
        (FaultKind.CUT_BEFORE, False, False),
        (FaultKind.CUT_AFTER, False, True),
        (FaultKind.ERROR, False, False),
        (FaultKind.DELAY, True, True),
    ],
)
async def test_a_fault_strikes_once_and_is_no_breach(kind: FaultKind, *, answered: bool, done: bool) -> None:
    async with house() as sim:
        sim.faults.add(Fault(kind=kind))
        assert await posted(sim) is answered
        assert bool(sim.messages(SUPPORT)) is done
        assert await posted(sim)
        assert [each.faulted for each in sim.calls] == [True, False]
        assert sim.breaches == []


async def test_faults_look_like_slacks() -> None:
    async with house() as sim:
        sim.faults.add(Fault(kind=FaultKind.RATELIMITED, retry_after=7))
        with pytest.raises(SlackApiError) as caught:
            await client_of(sim).chat_postMessage(channel=SUPPORT, text="a")
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
        sim.faults.add(Fault(kind=FaultKind.ERROR, error="fatal_error"))
        assert await error_of(client_of(sim).chat_postMessage(channel=SUPPORT, text="a")) == "fatal_error"


async def test_a_delayed_answer_comes_after_its_effect() -> None:
    async with house() as sim:
        sim.faults.add(Fault(kind=FaultKind.DELAY, delay=0.3))
        call = asyncio.create_task(client_of(sim).chat_postMessage(channel=SUPPORT, text="a"))
        await sim.until(lambda: sim.messages(SUPPORT))
        assert not call.done()
        await call


async def test_a_fault_waits_for_its_method_and_its_channel() -> None:
    async with house() as sim:
        client = client_of(sim)
        sim.faults.add(Fault(kind=FaultKind.ERROR, channel=DEV, times=2))
        sim.faults.add(Fault(kind=FaultKind.ERROR, method="auth.test", error="fatal_error"))
        await client.chat_postMessage(channel=SUPPORT, text="a")
        for _ in range(2):
            assert await error_of(client.chat_postMessage(channel=DEV, text="a")) == "internal_error"
        await client.chat_postMessage(channel=DEV, text="a")
        sim.faults.clear()
        await client.auth_test()
        sim.faults.add(Fault(kind=FaultKind.ERROR, method="*"))
        assert await error_of(client.auth_test()) == "internal_error"
