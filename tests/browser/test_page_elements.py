"""Every block and element that the simulator lets through is drawn, and does what a person expects of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from simulator import Simulator
from tests.browser.conftest import Opened
from tests.browser.every_element import ACCESSORIES, CHOSEN, INPUTS, PIXEL, PRESSED, SHOWN, TYPED
from tests.browser.screen import Screen
from tests.simulator.sim_app import TinyApp, by_socket
from tests.simulator.sim_house import ALICE, BRUNO, SUPPORT, client_of, house, modal, option

pytestmark = pytest.mark.asyncio(loop_scope="session")

Way = Callable[[Screen, Locator], Awaitable[None]]


@asynccontextmanager
async def drawn(opened: Opened) -> AsyncIterator[tuple[Simulator, TinyApp, Screen]]:
    """Alice before a workspace whose app offers Acme and knows one picture."""
    async with house() as sim, by_socket(sim) as app:
        app.offers = [option("Acme"), option("Acier")]
        sim.workspace.files["F0PIXEL"] = {
            "id": "F0PIXEL",
            "name": "p.png",
            "length": len(PIXEL),
            "content": PIXEL,
        }
        yield sim, app, await opened(sim)
        assert sim.breaches == []


def pick(typed: str, option: str) -> Way:
    async def way(screen: Screen, scope: Locator) -> None:
        box = scope.get_by_role("combobox")
        await box.click()
        await box.fill(typed)
        await expect(screen.page.get_by_role("option").filter(has_text=option)).to_be_visible()
        await box.press("Enter")

    return way


def fill(text: str) -> Way:
    async def way(_: Screen, scope: Locator) -> None:
        await scope.locator(".field").fill(text)

    return way


def tick(label: str) -> Way:
    async def way(_: Screen, scope: Locator) -> None:
        await scope.get_by_label(label).check()

    return way


async def press(screen: Screen, scope: Locator) -> None:
    await scope.get_by_role("button", name="Presser").click()
    await screen.form.get_by_role("button", name="Non").click()
    await scope.get_by_role("button", name="Presser").click()
    await expect(screen.form.locator("strong")).to_have_text("sans retour")
    await screen.form.get_by_role("button", name="Oui").click()


async def walk(screen: Screen, scope: Locator) -> None:
    await scope.get_by_role("button", name="Autres choix").press("ArrowDown")
    await expect(screen.page.get_by_role("menuitem", name="Rouge")).to_be_focused()
    await screen.page.keyboard.press("ArrowDown")
    await screen.page.keyboard.press("Enter")


async def hand_in(_: Screen, scope: Locator) -> None:
    await scope.locator("input[type=file]").set_input_files(Path(__file__).parent / "fixtures" / "plan.png")
    await expect(scope.get_by_text("plan.png")).to_be_visible()


WAYS: dict[str, Way] = {
    "button": press,
    "overflow": walk,
    "static_select": pick("vert", "Vert"),
    "external_select": pick("acm", "Acme"),
    "users_select": pick("bruno", "Bruno Petit"),
    "channels_select": pick("sup", "#support"),
    "conversations_select": pick("chlo", "Chloé Roux"),
    "multi_static_select": pick("bleu", "Bleu"),
    "multi_external_select": pick("ac", "Acier"),
    "multi_users_select": pick("petit", "Bruno Petit"),
    "multi_channels_select": pick("dev", "#dev"),
    "multi_conversations_select": pick("alice", "Alice Martin"),
    "checkboxes": tick("Jaune"),
    "radio_buttons": tick("Jaune"),
    "datepicker": fill("2026-11-24"),
    "timepicker": fill("10:30"),
    "datetimepicker": fill("2026-11-24T10:30"),
    "plain_text_input": fill("Bonjour"),
    "number_input": fill("1.5"),
    "email_text_input": fill("a@b.fr"),
    "url_text_input": fill("https://example.fr"),
    "rich_text_input": fill("Bonjour"),
    "file_input": hand_in,
}
VALUES: dict[str, Any] = {
    "button": "v",
    "overflow": "jaune",
    "static_select": "vert",
    "external_select": "acme",
    "users_select": BRUNO,
    "channels_select": SUPPORT,
    "conversations_select": "U0CHLOE",
    "multi_static_select": ["bleu"],
    "multi_external_select": ["acme"],
    "multi_users_select": [BRUNO],
    "multi_channels_select": ["C0DEV"],
    "multi_conversations_select": [ALICE],
    "checkboxes": ["jaune"],
    "radio_buttons": "jaune",
    "datepicker": "2026-11-24",
    "timepicker": "10:30",
    "datetimepicker": 1795512600,
    "plain_text_input": "Bonjour",
    "number_input": "1.5",
    "email_text_input": "a@b.fr",
    "url_text_input": "https://example.fr",
    "rich_text_input": "Bonjour",
    "file_input": ["plan.png"],
}


def value_of(state: Any) -> Any:
    """The bare value in an action or a state, whatever Slack calls it there."""
    if isinstance(state, list):
        return [value_of(each) for each in state]
    if not isinstance(state, dict):
        return state
    if state.get("type") == "rich_text":
        return state["elements"][0]["elements"][0]["text"]
    if "name" in state:
        return state["name"]
    key = next(
        key for key in state if key.startswith("selected_") or key in ("value", "files", "rich_text_value")
    )
    return value_of(state[key])


@pytest.mark.parametrize("surface", ["message", "home"])
async def test_each_element_tells_the_app_what_was_done(opened: Opened, surface: str) -> None:
    async with drawn(opened) as (sim, app, screen):
        if surface == "home":
            app.home = {"type": "home", "blocks": ACCESSORIES}
            await screen.side("lina")
        else:
            await client_of(sim).chat_postMessage(channel=SUPPORT, text="tout", blocks=ACCESSORIES)
        for element in (*PRESSED, *CHOSEN):
            kind = element["type"]
            block = screen.page.locator(".block.section").filter(
                has=screen.page.get_by_text(kind, exact=True)
            )
            await WAYS[kind](screen, block)
            body = await sim.until(lambda kind=kind: _told(app, kind))  # type: ignore[misc]  # bound now
            assert value_of(body["actions"][0]) == VALUES[kind], kind
        await screen.check(surface)


def _told(app: TinyApp, kind: str) -> dict[str, Any] | None:
    told = [each for each in app.bodies("block_actions") if each["actions"][0]["action_id"] == kind]
    return told[0] if told else None


async def test_a_form_holds_what_each_element_was_given(opened: Opened) -> None:
    async with drawn(opened) as (sim, app, screen):
        app.opens = modal(*INPUTS)
        await screen.say("/lina")
        await expect(screen.form).to_be_visible()
        for element in (*CHOSEN, *TYPED):
            kind = element["type"]
            block = screen.form.locator(".block.input").filter(has=screen.page.get_by_text(kind, exact=True))
            await WAYS[kind](screen, block)
        await screen.check("form")
        await screen.button("Send").click()
        (body,) = await sim.until(lambda: app.bodies("view_submission"))
        held = body["view"]["state"]["values"]
        assert {kind: value_of(state[kind]) for kind, state in held.items()} == {
            each["type"]: VALUES[each["type"]] for each in (*CHOSEN, *TYPED)
        }


async def test_each_block_is_drawn(opened: Opened) -> None:
    async with drawn(opened) as (sim, _, screen):
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="tout", blocks=SHOWN)
        message = screen.message("Un titre")
        await expect(message.get_by_role("heading", name="Un titre")).to_be_visible()
        await expect(message.locator(".fields > div")).to_have_text(["gauche", "droite"])
        await expect(message.locator("figure.image img")).to_have_attribute("alt", "Un point")
        await expect(message.locator(".rich ul li")).to_have_text(["puce", "autre"])
        await expect(message.locator(".rich ol li")).to_have_text(["un", "deux", "premier"])
        await expect(message.locator("blockquote")).to_have_text(["cité", "cité"])
        await expect(message.locator("pre")).to_have_text(["print(1)", "code()"])
        await expect(message.locator(".rich strong")).to_have_text(["mot", "gras"])
        await expect(message.locator(".mention")).to_have_text(["@Alice", "#support", "@n1", "@here"])
        await expect(message.locator(".table th")).to_have_text(["Client", "Appels"])
        chart = message.get_by_role("figure", name="Appels par mois")
        await expect(chart.locator("svg rect")).to_have_count(4)
        await expect(chart.locator(".legend li")).to_have_text(["Projet", "Dépannage"])
        await expect(chart.locator("td:not(:empty)")).to_have_text(["4", "7", "2", "0"])
        await expect(message.get_by_role("link", name="Un film")).to_be_visible()
        await expect(message.get_by_text("🎉")).to_be_visible()
        loaded = "images => images.every(each => each.complete && each.naturalWidth === 1)"
        assert await message.locator("img").evaluate_all(loaded)
        await screen.check("blocks")


async def test_files_are_shown(opened: Opened) -> None:
    async with drawn(opened) as (sim, _, screen):
        for name in ("plan.png", "notes.txt"):
            await client_of(sim).files_upload_v2(channel=SUPPORT, content=PIXEL, filename=name, title=name)
        await expect(screen.message("plan.png").locator("figure.image img")).to_be_visible()
        async with screen.page.expect_download() as download:
            await screen.message("notes.txt").get_by_role("link").click()
        assert (await download.value).suggested_filename == "notes.txt"
