"""Who the bot is: asked until Slack answers, and not asked again where it refuses the token."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.identity import Identity, identify
from bot.delivery.retry import DeliveryError
from bot.domain.admission import SlackWorkspace
from simulator import Fault, FaultKind, Simulator


def client(simulator: Simulator, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token or simulator.bot_token, simulator.api_url, retry_handlers=[])


async def test_the_bot_knows_itself_and_where_it_is(simulator: Simulator):
    identity = await identify(client(simulator))
    user = simulator.workspace.people[identity.user]
    assert (identity.team, user.is_bot, identity.url) == ("T0LINA", True, "https://lina.slack.com/")
    assert identity.bot


async def test_the_address_of_a_message_is_the_one_that_slack_gives(simulator: Simulator):
    identity = await identify(client(simulator))
    posted = await client(simulator).chat_postMessage(channel="C0SUPPORT", text="Bonjour")
    answer = await client(simulator).chat_getPermalink(channel="C0SUPPORT", message_ts=posted["ts"])
    assert identity.link("C0SUPPORT", posted["ts"]) == answer["permalink"]


def test_an_address_needs_no_point():
    identity = Identity(team="T1", user="U1", bot="B1", url="https://lina.slack.com/")
    assert identity.link("C1", "1764.000100") == "https://lina.slack.com/archives/C1/p1764000100"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.SERVER_ERROR, method="auth.test"),
        Fault(kind=FaultKind.CUT_BEFORE, method="auth.test"),
        Fault(kind=FaultKind.RATELIMITED, method="auth.test"),
        Fault(kind=FaultKind.ERROR, method="auth.test", error="service_unavailable"),
    ],
    ids=lambda f: f.kind,
)
async def test_a_slack_that_fails_is_asked_again(simulator: Simulator, fault: Fault):
    simulator.faults.add(fault)
    assert (await identify(client(simulator))).team == "T0LINA"
    assert [c.faulted for c in simulator.calls if c.method == "auth.test"] == [True, False]


async def test_the_workspace_the_enterprise_and_the_app_are_slack_s_word(simulator: Simulator):
    simulator.workspace.enterprise_id = "E0LINA"
    identity = await identify(client(simulator))
    assert (identity.workspace, identity.app) == (SlackWorkspace("T0LINA", "E0LINA"), "A0LINA")


async def test_without_the_app_s_id_the_bot_starts_all_the_same(simulator: Simulator):
    simulator.faults.add(Fault(kind=FaultKind.RATELIMITED, method="users.info"))
    assert (await identify(client(simulator))).app is None


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"])
async def test_a_token_that_slack_refuses_is_said_at_once(simulator: Simulator, word: str):
    simulator.faults.add(Fault(kind=FaultKind.ERROR, method="auth.test", error=word))
    with pytest.raises(DeliveryError) as raised:
        await identify(client(simulator))
    assert raised.value.error == word
    assert len(simulator.calls) == 1


async def test_a_token_that_nobody_gave_is_refused(simulator: Simulator):
    with pytest.raises(DeliveryError) as raised:
        await identify(client(simulator, "xoxb-of-another-house"))
    assert raised.value.error == "invalid_auth"
    simulator.breaches.clear()  # the wrong token was meant
