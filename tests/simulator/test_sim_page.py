"""What the page is told: the whole picture, then what changes; and what people do with it before them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import aiohttp
import aiosmtplib
import orjson
import pytest
from yarl import URL

from simulator import Fault, FaultKind, Mail, MovableClock, Simulator
from tests.simulator.sim_app import by_socket
from tests.simulator.sim_house import (
    ALICE,
    SUPPORT,
    actions,
    button,
    card,
    client_of,
    entry,
    error_of,
    house,
    modal,
    option,
    post_json,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Reader:
    """A browser that keeps what it is told."""

    def __init__(self, lines: aiohttp.StreamReader) -> None:
        self._lines = lines
        self.told: dict[str, Any] = {}

    def of(self, kind: str) -> list[Any]:
        return [each for key, each in self.told.items() if key.partition("/")[0] == kind]

    async def until_told(self, kind: str) -> Any:
        """The newest thing of that kind in the next news that has one."""
        while True:
            put = await self._hear()
            found = [each for key, each in put.items() if key.partition("/")[0] == kind]
            if found:
                return found[-1]

    async def until_there(self, kind: str) -> Any:
        """The newest thing of that kind, now or later."""
        while not self.of(kind):
            await self._hear()
        return self.of(kind)[-1]

    async def _hear(self) -> dict[str, Any]:
        news = orjson.loads((await self._lines.readuntil(b"\n\n")).removeprefix(b"data: "))
        self.told = {} if news["whole"] else self.told
        self.told.update(news["put"])
        for key in news["drop"]:
            del self.told[key]
        put: dict[str, Any] = news["put"]
        return put


@asynccontextmanager
async def reading(sim: Simulator) -> AsyncIterator[Reader]:
    async with aiohttp.ClientSession() as session, session.get(f"{sim.url}_page/live") as response:
        assert response.content_type == "text/event-stream"
        yield Reader(response.content)


async def interact(sim: Simulator, act: str = "interact", **body: Any) -> dict[str, Any]:
    status, text = await post_json(f"{sim.url}_sim/{act}", {"user": ALICE, **body})
    assert status == 200, text
    answer: dict[str, Any] = orjson.loads(text)
    return answer


async def test_a_reader_is_told_all_then_what_changes() -> None:
    async with house() as sim, reading(sim) as reader:
        assert (await reader.until_told("person"))["name"]
        assert f"channel/{SUPPORT}" in reader.told
        sent = await sim.person(ALICE).write(SUPPORT, "<b>")
        assert (await reader.until_told("message"))["text"] == "&lt;b&gt;"
        await sim.person(ALICE).edit(sent, "encore")
        assert (await reader.until_told("message"))["edited"]
        await sim.person(ALICE).delete(sent)
        sim.clock.advance(timedelta(hours=1))
        assert (await reader.until_told("clock"))["offset"] >= 3600
        assert f"message/{SUPPORT}/{sent.ts}" not in reader.told


async def test_forms_and_ephemerals_come_and_go() -> None:
    async with house() as sim, by_socket(sim) as app, reading(sim) as reader:
        app.opens = modal(entry("Nom", {"type": "plain_text_input"}))
        app.acknowledgements["/lina"] = {"text": "vu"}
        await sim.person(ALICE).command("/lina", SUPPORT)
        view = await reader.until_told("view")
        assert (view["title"], view["errors"]) == ("Form", {})
        assert (await reader.until_there("ephemeral"))["text"] == "vu"
        answer = await interact(sim, "submit_form", view_id=view["view_id"], values={"nom": {"value": ""}})
        assert answer["errors"] == {"Nom": "Ce champ est obligatoire."}
        assert (await reader.until_told("view"))["errors"] == answer["errors"]
        await interact(sim, "submit_form", view_id=view["view_id"], values={"nom": {"value": "Lina"}})
        values = app.bodies("view_submission")[0]["view"]["state"]["values"]
        assert values["nom"]["value"] == {"type": "plain_text_input", "value": "Lina"}
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="fini")
        await reader.until_told("message")
        assert reader.of("view") == []


async def test_elements_are_found_by_their_ids() -> None:
    async with house() as sim, by_socket(sim) as app:
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Fiche"), option("Fin")]}
        when = {"type": "datetimepicker", "action_id": "when"}
        sent = await card(sim, actions(button("Go", "go"), button("Go", "again"), menu, when, block_id="b"))
        place = {"channel": SUPPORT, "ts": sent.ts, "block_id": "b"}
        await interact(sim, action_id="again", **place)
        await interact(sim, action_id="menu", value="fin", **place)
        await interact(sim, action_id="when", value="2026-11-24T10:30", **place)
        done = [each["actions"][0] for each in app.bodies("block_actions")]
        assert [each["action_id"] for each in done] == ["again", "menu", "when"]
        assert done[1]["selected_option"]["value"] == "fin"
        assert done[2]["selected_date_time"] == datetime(2026, 11, 24, 9, 30, tzinfo=UTC).timestamp()


async def test_a_click_on_what_was_redrawn_meanwhile_is_delivered() -> None:
    async with house() as sim, by_socket(sim) as app:
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Fin")]}
        sent = await card(sim, actions(button("Go", "go"), menu, block_id="b"))
        block = next(each for each in sent.blocks if each["type"] == "actions")
        await client_of(sim).chat_update(channel=SUPPORT, ts=sent.ts, text="fini", blocks=[])
        place = {"channel": SUPPORT, "ts": sent.ts, "block_id": "b"}
        for element, value in zip(block["elements"], (None, "fin"), strict=True):
            seen = {"block": block, "element": element}
            await interact(sim, action_id=element["action_id"], value=value, seen=seen, **place)
        done = [each["actions"][0] for each in app.bodies("block_actions")]
        assert [each["action_id"] for each in done] == ["go", "menu"]
        assert done[1]["selected_option"]["value"] == "fin"


async def test_a_form_tells_the_app_all_that_it_holds() -> None:
    async with house() as sim, by_socket(sim) as app:
        client = entry("Client", {"type": "external_select", "min_query_length": 1}, dispatch_action=True)
        app.opens, app.offers = modal(entry("Nom", {"type": "plain_text_input"}), client), [option("Acme")]
        await sim.person(ALICE).command("/lina", SUPPORT)
        view = await sim.person(ALICE).wait_view("Form")
        app.opens = None
        place = {"view_id": view.view_id, "block_id": "client", "action_id": "value"}
        values = {"nom": {"value": "Lina"}}
        offered = await interact(sim, "options", typed="ac", values=values, **place)
        assert offered["options"] == [option("Acme")]
        await interact(sim, value=option("Acme"), values=values, **place)
        (told,) = app.bodies("block_actions")
        assert told["view"]["state"]["values"]["nom"]["value"]["value"] == "Lina"
        assert view.values == {"Nom": "Lina", "Client": "Acme"}


@pytest.mark.parametrize(
    ("act", "body", "sentence"),
    [
        ("interact", {"block_id": "b", "action_id": "none"}, "no element"),
        ("interact", {"block_id": "b", "action_id": "menu", "value": "?"}, "not offered"),
        ("submit_form", {"values": {}}, "only a form"),
    ],
)
async def test_what_cannot_be_done_on_the_page_is_said(act: str, body: dict[str, Any], sentence: str) -> None:
    async with house() as sim, by_socket(sim):
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Fiche")]}
        sent = await card(sim, actions(menu, block_id="b"))
        whole = {"user": ALICE, "channel": SUPPORT, "ts": sent.ts, **body}
        status, text = await post_json(f"{sim.url}_sim/{act}", whole)
        assert status == 400
        assert sentence in text


async def test_mails_and_posts_are_kept_and_read() -> None:
    async with house() as sim, reading(sim) as reader, aiohttp.ClientSession() as session:
        sim.record_mail(
            Mail(sender="a@b.fr", to=("c@d.fr",), subject="Sujet", text="Mot", html="<p>Mot</p>", at=NOON)
        )
        told = await reader.until_told("mail")
        assert (told["subject"], told["html"], told["number"]) == ("Sujet", True, 0)
        async with session.get(f"{sim.url}_page/mails/0") as response:
            assert await response.text() == "<p>Mot</p>"
            assert "sandbox" in response.headers["Content-Security-Policy"]
        async with session.get(f"{sim.url}_page/mails/1") as response:
            assert response.status == 404
        assert (await post_json(sim.tool_url("GDP"), {"a": 1}))[0] == 201
        told = await reader.until_told("post")
        assert (told["target"], told["body"]) == ("GDP", {"a": 1})
        assert (await post_json(sim.tool_url("GDP"), []))[0] == 400
        assert [each.body for each in sim.posts] == [{"a": 1}]


async def test_mails_come_by_smtp() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.fr", "c@d.fr", "Été"
    message.set_content("Bonjour,\n.un point\n")
    message.add_alternative("<p>Bonjour</p>", subtype="html")
    async with house() as sim:
        for recipients in (["c@d.fr", "e@f.fr"], ["g@h.fr"]):
            await aiosmtplib.send(
                message, recipients=recipients, hostname="127.0.0.1", port=sim.smtp_port, start_tls=False
            )
        first, second = sim.mails
        assert (first.sender, first.to, first.subject) == ("a@b.fr", ("c@d.fr", "e@f.fr"), "Été")
        assert (first.text, first.html) == ("Bonjour,\n.un point\n", "<p>Bonjour</p>\n")
        assert second.to == ("g@h.fr",)


async def test_calls_are_read_one_at_a_time() -> None:
    async with house() as sim, reading(sim) as reader, aiohttp.ClientSession() as session:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="vu")
        seen = await reader.until_told("call")
        assert (seen["method"], seen["ok"], seen["error"]) == ("chat.postMessage", True, "")
        async with session.get(f"{sim.url}_page/calls/{seen['number']}") as response:
            assert (await response.json())["arguments"]["text"] == "vu"


async def test_files_come_from_people_and_from_the_app() -> None:
    async with house() as sim, aiohttp.ClientSession() as session:
        address = f"{sim.url}_page/files/plan.png"
        async with session.post(address, data=b"png", headers={"Content-Type": "text/plain"}) as response:
            assert response.status == 415
        kind = {"Content-Type": "application/octet-stream"}
        async with session.post(address, data=b"png", headers=kind) as response:
            file = await response.json()
        async with session.get(f"{sim.url}_page/files/{file['id']}") as response:
            assert (await response.read(), response.content_type) == (b"png", "image/png")
        async with session.get(f"{sim.url}_page/files/F0") as response:
            assert response.status == 404


async def test_an_outage_breaks_all_calls_until_it_is_cleared() -> None:
    async with house() as sim, reading(sim) as reader:
        admin_url = f"{sim.url}_sim/faults"
        await post_json(admin_url, {"kind": "error", "method": "*", "error": "fatal_error", "lasting": 60})
        while not (outage := await reader.until_told("outage")):
            pass
        assert outage["kind"] == "error"
        for _ in range(2):
            assert await error_of(client_of(sim).auth_test()) == "fatal_error"
        await post_json(admin_url, {"clear": True})
        assert await reader.until_told("outage") == {}
        await client_of(sim).auth_test()


async def test_an_outage_ends_by_itself() -> None:
    async with house() as sim:
        sim.faults.start_outage(Fault(kind=FaultKind.ERROR, method="*"), timedelta(seconds=-1))
        await client_of(sim).auth_test()


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-24T12:00:00+00:00", "2026-11-30T08:00:00+00:00"),
        ("2026-11-30T07:00:00+00:00", "2026-12-07T08:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "2026-03-30T07:00:00+00:00"),
    ],
)
async def test_next_monday_is_at_nine_on_the_wall(now: str, monday: str) -> None:
    async with house(clock=MovableClock(datetime.fromisoformat(now))) as sim:
        await post_json(f"{sim.url}_sim/clock", {"next_monday": "Europe/Paris"})
        assert timedelta(0) <= sim.clock.now() - datetime.fromisoformat(monday) < timedelta(seconds=10)


async def test_the_page_is_one_file_and_loads_nothing_from_elsewhere() -> None:
    async with house() as sim, aiohttp.ClientSession() as session:
        async with session.get(sim.url) as response:
            page = await response.text()
            assert response.content_type == "text/html"
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "http" not in page.replace("https:\\u002f", "")
        for asset in ("vendor/preact.js", "icon.svg"):
            async with session.get(f"{sim.url}assets/{asset}") as response:
                assert response.status == 200
                assert response.headers["Cache-Control"] == "no-cache"
        for outside in ("none.js", "%2e%2e/simulator.py", "js"):
            async with session.get(URL(f"{sim.url}assets/{outside}", encoded=True)) as response:
                assert response.status == 404
