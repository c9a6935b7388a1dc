"""Names of channels and groups, asked of Slack once."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.place_names import SlackPlaceNames
from simulator import Fault, FaultKind, Simulator


def names_of(simulator: Simulator) -> SlackPlaceNames:
    return SlackPlaceNames(AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[]))


async def test_a_place_is_asked_for_once(simulator: Simulator):
    names = names_of(simulator)
    assert [await names.channel("C0SUPPORT") for _ in range(2)] == ["support-lina"] * 2
    assert [await names.group("S0DEV"), await names.group("S0N1")] == ["devs", "niveau1"]
    assert [call.method for call in simulator.calls] == ["conversations.info", "usergroups.list"]


async def test_what_slack_does_not_tell_is_unknown_for_this_once(simulator: Simulator):
    names = names_of(simulator)
    simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="*", times=2))
    assert (await names.channel("C0SUPPORT"), await names.group("S0DEV")) == (None, None)
    assert (await names.channel("C0SUPPORT"), await names.group("S0DEV")) == ("support-lina", "devs")
    assert await names.channel("C0NOWHERE") is None
    assert await names.group("S0NOBODY") is None
