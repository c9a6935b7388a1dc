"""Slash commands, as a person types them: what arrives, and what the acknowledgement shows."""

from typing import Any

import pytest

from simulator import UserFacingError
from tests.simulator.sim_app import by_http, by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    SUPPORT,
    client_of,
    house,
    kinds,
    plain,
    section,
)


@pytest.mark.parametrize("arrival", [by_socket, by_http])
async def test_a_command_arrives_whole_and_is_answered(arrival: Any) -> None:
    async with house() as sim, arrival(sim) as app:
        app.acknowledgements["/lina"] = {"text": "vu, <@U0ALICE>", "blocks": [section("*vu*, <@U0ALICE>")]}
        assert await sim.person(ALICE).command("/lina appel  acme & <co> @Bruno #dev") == "*vu*, @Alice"
        (body,) = app.seen
        assert body["text"] == "appel  acme &amp; &lt;co&gt; <@U0BRUNO> <#C0DEV|dev>"
        assert (body["command"], body["user_id"], body["channel_id"], body["channel_name"]) == (
            "/lina",
            ALICE,
            SUPPORT,
            "support",
        )
        assert {"team_id", "team_domain", "response_url", "trigger_id", "api_app_id"} <= set(body)
        assert [each.words for each in sim.ephemerals(ALICE, SUPPORT)] == ["*vu*, @Alice"]
        assert sim.ephemerals(BRUNO) == []
        assert sim.breaches == []


async def test_without_escaping_mentions_are_plain_text() -> None:
    async with furnished() as (sim, app):
        assert await sim.person(ALICE).command("/plain @Bruno <@U0BRUNO> & <!here>") == ""
        assert app.seen[0]["text"] == "@Bruno @Bruno &amp; @here"
        assert sim.ephemerals(ALICE) == []


async def test_an_answer_in_channel_is_everybodys() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["/lina"] = {"text": "all", "response_type": "in_channel"}
        assert await sim.person(ALICE).command("/lina") == "all"
        assert [each.text for each in sim.messages(SUPPORT)] == ["all"]


@pytest.mark.parametrize(
    ("text", "channel", "seen"),
    [
        ("/other", SUPPORT, "not_a_command"),
        ("/lina", "C0DEV", "channel_not_found"),
        ("/lina", "C0X", "channel_not_found"),
    ],
)
async def test_slack_itself_refuses_some_commands(text: str, channel: str, seen: str) -> None:
    async with furnished() as (sim, app):
        with pytest.raises(UserFacingError, match=seen):
            await sim.person(ALICE).command(text, channel)
        assert app.seen == []


async def test_nobody_answers_when_no_app_is_there() -> None:
    async with house() as sim:
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        sim.http_app_url = f"{sim.url}nowhere"
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        assert kinds(sim) == ["failed_acknowledgement"]


@pytest.mark.parametrize("arrival", [by_socket, by_http])
async def test_a_late_acknowledgement_is_seen_and_is_a_breach(arrival: Any) -> None:
    async with house(ack_timeout=0.2) as sim, arrival(sim) as app:
        app.delay = 0.4
        with pytest.raises(UserFacingError, match="operation_timeout"):
            await sim.person(ALICE).command("/lina")
        assert [(each.kind, each.what) for each in sim.breaches] == [("late_acknowledgement", "/lina")]


async def test_an_answer_with_bad_blocks_is_not_shown() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["/lina"] = {
            "text": "a",
            "blocks": [{"type": "header", "text": plain("x" * 151)}],
        }
        with pytest.raises(UserFacingError):
            await sim.person(ALICE).command("/lina")
        assert [each.detail for each in sim.breaches] == ["blocks[0].text: 151 > 150"]
        assert sim.ephemerals(ALICE) == []


async def test_an_empty_answer_shows_nothing() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["/lina"] = {"response_type": "ephemeral"}
        assert await sim.person(ALICE).command("/lina") == ""
        assert sim.ephemerals(ALICE) == []
        assert sim.breaches == []


async def test_a_command_is_given_in_direct_messages_too() -> None:
    async with furnished() as (sim, app):
        place = (await client_of(sim).conversations_open(users=ALICE))["channel"]["id"]
        app.acknowledgements["/lina"] = {"text": "vu"}
        assert await sim.person(ALICE).command("/lina", place) == "vu"
        assert (app.seen[0]["channel_id"], app.seen[0]["channel_name"]) == (place, "directmessage")
