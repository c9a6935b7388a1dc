"""Buttons, menus and selects, in messages and ephemeral ones."""

import pytest

from simulator import Rates, Simulator, UserFacingError
from tests.simulator.sim_app import by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    CHLOE,
    SEED,
    SUPPORT,
    actions,
    button,
    card,
    client_of,
    manifest,
    modal,
    option,
    plain,
    section,
)


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
        with pytest.raises(UserFacingError, match="interactivity_disabled"):
            await sim.person(ALICE).click(await card(sim, actions(button("Go"))), "Go")


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
