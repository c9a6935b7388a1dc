"""Slash commands and buttons, as a person gives them: payloads, acknowledgements, response URLs."""

from datetime import timedelta
from typing import Any

import pytest

from simulator import MovableClock, PersonSaw, Rates, Simulator
from tests.simulator.sim_app import by_http, by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    CHLOE,
    SEED,
    SUPPORT,
    actions,
    button,
    client_of,
    error_of,
    house,
    kinds,
    manifest,
    modal,
    option,
    plain,
    post_json,
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
        with pytest.raises(PersonSaw, match=seen):
            await sim.person(ALICE).command(text, channel)
        assert app.seen == []


async def test_nobody_answers_when_no_app_is_there() -> None:
    async with house() as sim:
        with pytest.raises(PersonSaw, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        sim.http_app_url = f"{sim.url}nowhere"
        with pytest.raises(PersonSaw, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        assert kinds(sim) == ["failed_acknowledgement"]


@pytest.mark.parametrize("arrival", [by_socket, by_http])
async def test_a_late_acknowledgement_is_seen_and_is_a_breach(arrival: Any) -> None:
    async with house(ack_timeout=0.2) as sim, arrival(sim) as app:
        app.delay = 0.4
        with pytest.raises(PersonSaw, match="operation_timeout"):
            await sim.person(ALICE).command("/lina")
        assert [(each.kind, each.what) for each in sim.breaches] == [("late_acknowledgement", "/lina")]


async def test_an_answer_with_bad_blocks_is_not_shown() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["/lina"] = {
            "text": "a",
            "blocks": [{"type": "header", "text": plain("x" * 151)}],
        }
        with pytest.raises(PersonSaw):
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


async def card(sim: Simulator, *blocks: dict[str, Any]) -> Any:
    await client_of(sim).chat_postMessage(channel=SUPPORT, text="card", blocks=[section("card"), *blocks])
    return sim.messages(SUPPORT)[-1]


async def test_a_press_tells_message_state_and_who() -> None:
    async with furnished() as (sim, app):
        select = {"type": "static_select", "action_id": "pick", "options": [option("A"), option("B")]}
        message = await card(sim, actions(button("Go", value="7", style="primary"), select, block_id="row"))
        await sim.person(BRUNO).pick(message, "", "B")
        await sim.person(BRUNO).click(message, "Go")
        picked, pressed = app.bodies("block_actions")
        assert picked["actions"][0]["selected_option"] == option("B")
        (action,) = pressed["actions"]
        assert (action["action_id"], action["block_id"], action["value"]) == ("press", "row", "7")
        assert pressed["user"]["id"] == BRUNO
        assert pressed["channel"] == {"id": SUPPORT, "name": "support"}
        assert pressed["message"]["ts"] == pressed["container"]["message_ts"] == message.ts
        assert pressed["state"]["values"]["row"]["pick"]["selected_option"] == option("B")
        assert sim.breaches == []


async def test_an_overflow_menu_is_picked_by_its_option() -> None:
    async with furnished() as (sim, app):
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Fiche"), option("Erreur")]}
        message = await card(sim, actions(menu))
        assert (message.options, message.buttons) == (["Fiche", "Erreur"], [])
        await sim.person(ALICE).pick(message, "", "Erreur")
        assert app.bodies("block_actions")[0]["actions"][0]["selected_option"]["value"] == "erreur"
        with pytest.raises(AssertionError, match="'Autre' is not offered"):
            await sim.person(ALICE).pick(message, "", "Autre")


async def test_a_select_in_a_message_asks_the_app_for_its_options() -> None:
    async with furnished() as (sim, app):
        app.offers = [option("Acme")]
        select = {
            "type": "external_select",
            "action_id": "who",
            "placeholder": plain("Client"),
            "min_query_length": 1,
        }
        message = await card(sim, actions(select))
        await sim.person(ALICE).pick(message, "Client", "acm")
        (asked,), (told,) = app.bodies("block_suggestion"), app.bodies("block_actions")
        assert (asked["container"]["message_ts"], asked["value"]) == (message.ts, "acm")
        assert told["actions"][0]["selected_option"] == option("Acme")


async def test_a_press_is_on_the_message_as_it_is_now() -> None:
    async with furnished() as (sim, app):
        message = await card(sim, actions(button("Go", value="old")))
        update = client_of(sim).chat_update
        await update(channel=SUPPORT, ts=message.ts, text="card", blocks=[actions(button("Go", value="new"))])
        await sim.person(ALICE).click(message, "Go")
        await sim.person(ALICE).click_stale(message, "Go")
        assert [each["actions"][0]["value"] for each in app.bodies("block_actions")] == ["new", "old"]
        await update(channel=SUPPORT, ts=message.ts, text="closed", blocks=[actions(button("Reopen"))])
        with pytest.raises(AssertionError, match=r"no button 'Go'; there are \['Reopen'\]"):
            await sim.person(ALICE).click(message, "Go")
        with pytest.raises(AssertionError, match="does not see"):
            await sim.person(CHLOE).click(message, "Reopen")
        await client_of(sim).chat_delete(channel=SUPPORT, ts=message.ts)
        with pytest.raises(AssertionError, match="does not see"):
            await sim.person(ALICE).click(message, "Reopen")


async def test_a_press_in_a_thread_says_in_which() -> None:
    async with furnished() as (sim, app):
        parent, go = await card(sim), [actions(button("Go"))]
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="a", blocks=go, thread_ts=parent.ts)
        (reply,) = sim.messages(SUPPORT, parent.ts)
        await sim.person(ALICE).click(reply, "Go")
        (body,) = app.bodies("block_actions")
        assert body["container"]["thread_ts"] == body["message"]["thread_ts"] == parent.ts
        assert body["message"]["parent_user_id"] == "U0BOT"


async def test_a_press_carries_no_answer() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["press"] = {"text": "no"}
        await sim.person(ALICE).click(await card(sim, actions(button("Go"))), "Go")
        assert [(each.kind, each.what) for each in sim.breaches] == [("bad_acknowledgement", "block_actions")]


async def test_nothing_happens_where_interactivity_is_off() -> None:
    described = manifest()
    described["settings"]["interactivity"]["is_enabled"] = False
    async with Simulator(SEED, described, rates=Rates.lifted()) as sim, by_socket(sim):
        with pytest.raises(PersonSaw, match="interactivity_disabled"):
            await sim.person(ALICE).click(await card(sim, actions(button("Go"))), "Go")


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


async def test_shortcuts_tell_where_they_were_taken() -> None:
    async with furnished() as (sim, app):
        app.opens = modal(section("a"), title="Nouvel appel")
        message = await card(sim)
        await sim.person(ALICE).message_shortcut("on_message", message)
        assert (await sim.person(ALICE).wait_view("Nouvel appel")).words == "a"
        await sim.person(ALICE).shortcut("everywhere")
        (taken,) = app.bodies("message_action")
        assert (taken["message"]["ts"], taken["message_ts"], taken["channel"]["id"]) == (
            message.ts,
            message.ts,
            SUPPORT,
        )
        assert "channel" not in app.bodies("shortcut")[0]
        with pytest.raises(AssertionError, match="no global shortcut 'on_message'"):
            await sim.person(ALICE).shortcut("on_message")
