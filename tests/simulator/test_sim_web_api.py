"""What every call has in common: tokens, scopes, rates, faults, and the record of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from simulator import Fault, FaultKind, MovableClock, Rates, Simulator
from simulator.methods import METHODS
from simulator.web.scopes import ANY, BY_KIND
from simulator.workspace import Kind
from tests.simulator.sim_house import ALICE, DEV, SECRET, SUPPORT, client_of, error_of, house, kinds


async def test_auth_test_says_who_the_bot_is_and_what_it_may() -> None:
    async with house(scopes=["chat:write", "users:read"]) as sim:
        answer = await client_of(sim).auth_test()
        assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0LINA")
        assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"


async def test_knows_its_own_tokens_only() -> None:
    async with house() as sim:
        assert await error_of(client_of(sim, "xoxb-other").auth_test()) == "invalid_auth"
        assert await error_of(client_of(sim, sim.app_token).auth_test()) == "not_allowed_token_type"
        assert (
            await error_of(client_of(sim).apps_connections_open(app_token=sim.bot_token))
            == "not_allowed_token_type"
        )
        async with aiohttp.ClientSession() as session, session.post(f"{sim.api_url}auth.test") as response:
            assert (await response.json())["error"] == "not_authed"
        assert kinds(sim) == [
            "invalid_auth",
            "not_allowed_token_type",
            "not_allowed_token_type",
            "not_authed",
        ]


async def test_knows_the_methods_that_it_simulates_only() -> None:
    async with house() as sim:
        assert await error_of(client_of(sim).api_call("chat.scheduleMessage")) == "unknown_method"
        assert [(each.kind, each.what) for each in sim.breaches] == [
            ("unknown_method", "chat.scheduleMessage")
        ]


async def test_says_which_argument_is_missing() -> None:
    async with house() as sim:
        with pytest.raises(SlackApiError) as caught:
            await client_of(sim).api_call("chat.postMessage", json={"text": "a"})
        assert caught.value.response["error"] == "invalid_arguments"
        messages = caught.value.response["response_metadata"]["messages"]
        assert messages == ["[ERROR] missing required field: channel"]
        assert kinds(sim) == ["invalid_arguments"]


@pytest.mark.parametrize("method", sorted(ANY))
async def test_refuses_a_method_without_its_scope(method: str) -> None:
    async with house(scopes=["commands"]) as sim:
        with pytest.raises(SlackApiError) as caught:
            await client_of(sim).api_call(method)
        answer = caught.value.response
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            ANY[method][0],
            "commands",
        )
        assert kinds(sim) == ["missing_scope"]


PLACES: tuple[tuple[str, Kind], ...] = ((SUPPORT, "public"), (SECRET, "private"))
CASES = [(method, *place) for method in sorted(set(BY_KIND) - {"conversations.list"}) for place in PLACES]


@pytest.mark.parametrize(("method", "channel", "kind"), CASES)
async def test_a_conversation_needs_the_scope_of_its_kind(method: str, channel: str, kind: Kind) -> None:
    needed = BY_KIND[method][kind]
    all_others = [scope for scopes in BY_KIND[method].values() if scopes != needed for scope in scopes]
    for held, error in (([needed[0]], None), (all_others, "missing_scope")):
        async with house(scopes=[*held, "chat:write"]) as sim:
            ts = (await client_of(sim).chat_postMessage(channel=channel, text="a"))["ts"]
            call = client_of(sim).api_call(method, params={"channel": channel, "ts": ts, "topic": ""})
            if error:
                assert await error_of(call) == error
            else:
                assert (await call)["ok"]


def test_every_scope_belongs_to_a_method() -> None:
    assert {*ANY, *BY_KIND} <= set(METHODS)


async def test_records_each_call() -> None:
    async with house() as sim:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="a")
        (call,) = sim.calls
        assert (call.method, call.arguments["text"], call.answer["ok"], call.faulted) == (
            "chat.postMessage",
            "a",
            True,
            False,
        )


async def test_a_channel_takes_one_post_a_second() -> None:
    clock = MovableClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    async with house(clock=clock, rates=Rates.slack()) as sim:
        client = client_of(sim)
        await client.chat_postMessage(channel=SUPPORT, text="a")
        await client.chat_postMessage(channel=DEV, text="another channel")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=SUPPORT, text="b")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        assert kinds(sim) == ["rate_exceeded"]
        clock.advance(timedelta(seconds=1))
        await client.chat_postMessage(channel=SUPPORT, text="b")
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


async def test_serves_this_machine_only() -> None:
    async with house() as sim:
        with pytest.raises(ValueError, match="this machine only"):
            await sim.start(host="0.0.0.0")  # noqa: S104 - which is what must be refused
