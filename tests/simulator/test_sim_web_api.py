"""What every call has in common: tokens, scopes, rates, faults, and the record of it."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from simulator.api.methods import METHODS
from simulator.api.scopes import ANY, BY_KIND
from simulator.slack_state.workspace import ChannelKind
from tests.simulator.sim_house import SECRET, SUPPORT, client_of, error_of, house, kinds


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


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object")])
async def test_a_json_body_is_an_object(body: str, error: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with house() as sim, aiohttp.ClientSession() as session:
        async with session.post(f"{sim.api_url}auth.test", data=body, headers=headers) as response:
            assert (await response.json())["error"] == error
        async with session.post(f"{sim.url}response/x", data=body, headers=headers) as response:
            assert response.status == 404
        assert kinds(sim) == [error, error]


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


PLACES: tuple[tuple[str, ChannelKind], ...] = ((SUPPORT, "public"), (SECRET, "private"))
CASES = [(method, *place) for method in sorted(set(BY_KIND) - {"conversations.list"}) for place in PLACES]


@pytest.mark.parametrize(("method", "channel", "kind"), CASES)
async def test_a_conversation_needs_the_scope_of_its_kind(
    method: str, channel: str, kind: ChannelKind
) -> None:
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


async def test_serves_this_machine_only() -> None:
    async with house() as sim:
        with pytest.raises(ValueError, match="this machine only"):
            await sim.start(host="0.0.0.0")  # noqa: S104 - which is what must be refused
