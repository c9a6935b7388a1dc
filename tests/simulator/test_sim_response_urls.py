"""Response URLs and triggers: what an act allows, how often and how long."""

from datetime import timedelta
from typing import Any

import pytest

from simulator import MovableClock
from tests.simulator.sim_app import by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    SUPPORT,
    actions,
    button,
    card,
    client_of,
    error_of,
    house,
    kinds,
    modal,
    post_json,
    section,
)


@pytest.mark.parametrize(
    ("answer", "ephemerals", "messages"),
    [
        ({"text": "for you"}, ["for you"], ["card"]),
        ({"text": "for all", "response_type": "in_channel"}, [], ["card", "for all"]),
        ({"text": "instead", "replace_original": True}, [], ["instead"]),
        ({"text": "", "delete_original": True}, [], []),
    ],
)
async def test_a_press_is_answered_by_its_response_url(
    answer: dict[str, Any], ephemerals: list[str], messages: list[str]
) -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["respond"] = answer
        await sim.person(ALICE).click(await card(sim, actions(button("Go", "answer"))), "Go")
        await sim.until(lambda: [each.words for each in sim.messages(SUPPORT)] == messages)
        await sim.until(lambda: [each.words for each in sim.ephemerals(ALICE)] == ephemerals)
        assert sim.breaches == []


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"text": "more"}, ["pick one", "more"]),
        ({"text": "picked", "replace_original": True}, ["picked"]),
        ({"text": "", "delete_original": True}, []),
    ],
)
async def test_an_ephemeral_message_has_buttons_too(answer: dict[str, Any], left: list[str]) -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["/lina"] = {
            "text": "a",
            "blocks": [section("pick one"), actions(button("Go", "answer"))],
        }
        app.acknowledgements["respond"] = answer
        await sim.person(ALICE).command("/lina")
        (shown,) = sim.ephemerals(ALICE)
        with pytest.raises(AssertionError, match="Bruno does not see"):
            await sim.person(BRUNO).click(shown, "Go")
        await sim.person(ALICE).click(shown, "Go")
        await sim.until(lambda: [each.words for each in sim.ephemerals(ALICE)] == left)
        body = app.bodies("block_actions")[0]
        assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)


async def test_a_response_url_is_used_five_times_within_thirty_minutes() -> None:
    clock = MovableClock()
    async with house(clock=clock) as sim, by_socket(sim) as app:
        await sim.person(ALICE).command("/lina one")
        await sim.person(ALICE).command("/lina two")
        first, second = (body["response_url"] for body in app.seen)
        for _ in range(5):
            assert (await post_json(first, {"text": "a"}))[0] == 200
        status, answer = await post_json(first, {"text": "a"})
        assert (status, "used_url" in answer, len(sim.ephemerals(ALICE))) == (404, True, 5)
        clock.advance(timedelta(minutes=31))
        assert (await post_json(second, {"text": "a"}))[0] == 404
        assert kinds(sim) == ["used_url", "expired_url"]


async def test_a_trigger_lives_three_seconds_and_opens_once() -> None:
    clock = MovableClock()
    async with house(clock=clock) as sim, by_socket(sim) as app:
        for text in ("/lina one", "/lina two"):
            await sim.person(ALICE).command(text)
        client, view = client_of(sim), modal(section("a"))
        first, second = (body["trigger_id"] for body in app.seen)
        await client.views_open(trigger_id=first, view=view)
        assert await error_of(client.views_open(trigger_id=first, view=view)) == "exchanged_trigger_id"
        assert await error_of(client.views_open(trigger_id="1.2.x", view=view)) == "invalid_trigger_id"
        clock.advance(timedelta(seconds=3.1))
        assert await error_of(client.views_open(trigger_id=second, view=view)) == "expired_trigger_id"
        assert kinds(sim) == ["exchanged_trigger_id", "invalid_trigger_id", "expired_trigger_id"]
