"""The control API and its page: a whole story by HTTP alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from tests.simulator.sim_app import TinyApp, by_socket
from tests.simulator.sim_house import (
    ALICE,
    CHLOE,
    DEV,
    SUPPORT,
    actions,
    button,
    client_of,
    entry,
    house,
    modal,
    option,
    section,
)


class Driver:
    """Speaks to the simulator as a program in another process would."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self._url}_sim/{path}") as response:
            assert response.status == 200
            return await response.json()

    async def post(self, act: str, status: int = 200, **body: Any) -> Any:
        async with self._session.post(f"{self._url}_sim/{act}", json=body) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer


@asynccontextmanager
async def driven() -> AsyncIterator[tuple[Simulator, TinyApp, Driver]]:
    async with house() as sim, by_socket(sim) as app, aiohttp.ClientSession() as session:
        yield sim, app, Driver(session, sim.url)


async def test_a_form_is_filled_by_http() -> None:
    async with driven() as (sim, app, driver):
        client = entry("Client", {"type": "external_select", "min_query_length": 1}, optional=True)
        app.opens, app.offers = modal(entry("Nom", {"type": "plain_text_input"}), client), [option("Acme")]
        app.acknowledgements["/lina"] = {"text": "vu"}
        assert await driver.post("command", user=ALICE, text="/lina appel", channel=SUPPORT) == {
            "words": "vu"
        }
        await sim.person(ALICE).wait_view("Form")
        (view,) = (await driver.get("state"))["views"]
        assert (view["labels"], view["user"], view["title"]) == (["Nom", "Client"], ALICE, "Form")
        assert (await driver.post("submit", user=ALICE))["errors"].keys() == {"Nom"}
        assert await driver.post("suggest", user=ALICE, label="Client", typed="a") == {"options": ["Acme"]}
        await driver.post("fill", user=ALICE, label="Client", value="Acme")
        assert await driver.post("submit", user=ALICE, values={"Nom": "Lina"}) == {"errors": {}}
        assert (await driver.get("state"))["views"] == []
        await driver.post("command", user=ALICE, text="/lina")
        await sim.person(ALICE).wait_view("Form")
        await driver.post("close", user=ALICE)
        assert (await driver.get("state"))["views"] == []


async def test_messages_are_written_pressed_and_picked_by_http() -> None:
    async with driven() as (_, app, driver):
        message = (await driver.post("write", user=ALICE, channel=SUPPORT, text="<b> & @Bruno"))["message"]
        place = {"channel": SUPPORT, "ts": message["ts"]}
        assert message["words"] == "<b> & @Bruno"
        reply = await driver.post("write", user=ALICE, channel=SUPPORT, text="in", thread_ts=message["ts"])
        assert reply["message"]["thread_ts"] == message["ts"]
        await driver.post("edit", user=ALICE, text="edited", **place)
        await driver.post("message_shortcut", user=ALICE, callback_id="on_message", **place)
        await driver.post("shortcut", user=ALICE, callback_id="everywhere")
        await driver.post("delete", user=ALICE, **place)
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Fiche")]}
        app.acknowledgements["/lina"] = {"text": "a", "blocks": [actions(button("Go"), menu)]}
        await driver.post("command", user=ALICE, text="/lina")
        (shown,) = (await driver.get("state"))["ephemerals"]
        await driver.post("click", user=ALICE, ephemeral=shown["ts"], label="Go")
        await driver.post("pick", user=ALICE, ephemeral=shown["ts"], label="", option="Fiche")
        kinds = [each.get("type") for each in app.seen if each.get("type") not in (None, "event_callback")]
        assert kinds == ["message_action", "shortcut", "block_actions", "block_actions"]


async def test_the_home_tab_is_pressed_by_http() -> None:
    async with driven() as (_, app, driver):
        app.home = {"type": "home", "blocks": [section("Chez vous"), actions(button("Go"))]}
        home = (await driver.post("home", user=ALICE))["home"]
        assert (home["words"], home["buttons"]) == ("Chez vous", ["Go"])
        await driver.post("click", user=ALICE, home=True, label="Go")
        await driver.post("click", user=ALICE, view_id=home["view_id"], label="Go")
        assert len(app.bodies("block_actions")) == 2
        assert [each["user"] for each in (await driver.get("state"))["homes"]] == [ALICE]


async def test_the_workspace_and_its_clock_can_be_changed_by_http() -> None:
    async with driven() as (sim, app, driver):
        before = sim.clock.now()
        await driver.post("clock", advance_seconds=600)
        assert sim.clock.now() - before >= timedelta(minutes=10)
        await driver.post("clock", move_to="2026-11-30T08:30:00+01:00")
        assert (await driver.get("state"))["now"].startswith("2026-11-30T07:30:0")
        await driver.post("person", id="U0NEW", name="New")
        await driver.post("join", channel=DEV, user="U0NEW")
        await driver.post("leave", channel=DEV, user=CHLOE)
        await driver.post("group", group="S0N1", users=[CHLOE])
        await driver.post("archive", channel=DEV)
        state = await driver.get("state")
        (dev,) = [each for each in state["channels"] if each["id"] == DEV]
        assert dev["members"] == ["U0BRUNO", "U0BOT", "U0NEW"]
        assert dev["is_archived"]
        await sim.until(lambda: len(app.seen) == 3)


async def test_faults_breaches_and_calls_are_at_hand() -> None:
    async with driven() as (sim, _, driver):
        await driver.post("faults", kind="error", method="auth.test", error="fatal_error", times=2)
        await driver.post("faults", clear=True)
        await client_of(sim).auth_test()
        sim.http_app_url = f"{sim.url}nowhere"
        await driver.post("command", 400, user=ALICE, text="/lina")
        assert [each["kind"] for each in await driver.get("breaches")] == ["failed_acknowledgement"]
        assert (await driver.get("calls"))[-1]["method"] == "auth.test"


@pytest.mark.parametrize(
    ("act", "body", "sentence"),
    [
        ("dance", {}, "there is no 'dance'"),
        ("command", {"user": "U0NONE", "text": "/lina"}, "nobody is U0NONE"),
        ("command", {"text": "/lina"}, "user"),
        ("command", {"user": ALICE, "text": "/other"}, "not_a_command"),
        ("click", {"user": ALICE, "label": "Go"}, "Alice has nothing open"),
        ("click", {"user": ALICE, "label": "Go", "ephemeral": "1.0"}, "there is no ephemeral 1.0"),
        ("click", {"user": ALICE, "label": "Go", "channel": SUPPORT, "ts": "1.0"}, "there is no message 1.0"),
        ("click", {"user": ALICE, "label": "Go", "view_id": "V0"}, "not_found"),
        ("clock", {"move_to": "2026-11-30T08:30:00"}, "offset-naive"),
        ("faults", {"kind": "flood"}, "'flood' is not a valid FaultKind"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    act: str, body: dict[str, Any], sentence: str
) -> None:
    async with driven() as (_, __, driver):
        assert sentence in (await driver.post(act, 400, **body))["error"]


async def test_only_json_is_heard() -> None:
    async with house() as sim, aiohttp.ClientSession() as session:
        for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/json"}):
            async with session.post(f"{sim.url}_sim/clock", data="{", headers=headers) as response:
                assert response.status == 400
