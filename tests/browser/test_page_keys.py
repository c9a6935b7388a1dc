"""The keyboard is enough, and screen readers are told what is what."""

import pytest
from playwright.async_api import expect

from simulator import Simulator
from tests.browser.conftest import Opened
from tests.browser.screen import Screen
from tests.simulator.sim_app import by_socket
from tests.simulator.sim_house import BRUNO, SUPPORT, entry, house, modal, option

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
async def test_axe_finds_nothing_serious(
    workspace: Simulator, opened: Opened, width: int, scheme: str
) -> None:
    screen = await opened(workspace, width=width, dark=scheme == "dark")
    await screen.composer().fill("/lina")
    await screen.check("suggestions")
    await screen.say("/lina appel acme imprimante HS")
    card = screen.message("2026-0157", "Niveau")
    await screen.button("Autres choix", card).click()
    await screen.check("card and menu")
    await screen.page.keyboard.press("Escape")
    await screen.button("Clore", card).click()
    await screen.button("Clore", screen.form).click()
    await screen.form.get_by_role("combobox", name="Imputation").click()
    await expect(screen.form.get_by_text("Ce champ est obligatoire.").first).to_be_visible()
    await screen.check("form, its errors and a list")
    await screen.page.keyboard.press("Escape")
    await screen.page.keyboard.press("Escape")
    await _elsewhere(screen)


async def _elsewhere(screen: Screen) -> None:
    await expect(screen.form).to_have_count(0)
    await screen.act_on(screen.message("2026-0157", "Niveau"), "Répondre dans le fil")
    await screen.check("thread")
    await screen.button("Fermer le fil").click()
    for tab in ("Mails", "API", "Pannes"):
        await screen.backstage(tab)
        await screen.check(tab)
    await screen.button("Fermer les coulisses").click()
    await screen.side("lina")
    await expect(screen.page.get_by_text("Service LINA")).to_be_visible()
    await screen.button("Toutes les étapes").click()
    await screen.check("home and tour")


async def test_what_the_visit_writes_is_sent_by_enter(workspace: Simulator, opened: Opened) -> None:
    screen = await opened(workspace)
    await screen.button("Écrire pour moi").click()
    await expect(screen.composer()).to_be_focused()
    await screen.page.keyboard.press("Enter")
    await expect(screen.message("2026-0157", "Niveau")).to_be_visible()


async def test_escape_closes_what_is_on_top_only(opened: Opened) -> None:
    async with house() as sim, by_socket(sim) as app:
        colours = {"type": "static_select", "options": [option("Rouge"), option("Vert")]}
        app.opens = modal(entry("Couleur", colours), entry("Nom", {"type": "plain_text_input"}))
        screen = await opened(sim)
        await screen.say("/lina")
        box = screen.form.get_by_role("combobox", name="Couleur")
        await expect(box).to_be_focused()
        await screen.page.keyboard.press("ArrowDown")
        await screen.page.keyboard.press("ArrowDown")
        await screen.page.keyboard.press("Enter")
        await expect(box).to_have_value("Vert")
        await screen.page.keyboard.press("ArrowDown")
        await screen.page.keyboard.press("Escape")
        await expect(screen.page.get_by_role("option")).to_have_count(0)
        await expect(box).to_have_value("Vert")
        await screen.page.keyboard.press("Tab")
        await expect(screen.form.get_by_label("Nom")).to_be_focused()
        await screen.page.keyboard.press("Escape")
        await expect(screen.form).to_have_count(0)
        await expect(screen.composer()).to_be_focused()


async def test_arrows_walk_through_messages_and_f6_through_the_page(opened: Opened) -> None:
    async with house() as sim:
        for text in ("un", "deux", "trois"):
            await sim.person(BRUNO).write(SUPPORT, text)
        screen = await opened(sim)
        keyboard = screen.page.keyboard
        await screen.page.get_by_role("region", name="Messages de #support").focus()
        for text in ("trois", "deux", "un"):
            await keyboard.press("ArrowUp")
            await expect(screen.page.locator("[data-ts]:focus")).to_contain_text(text)
        await keyboard.press("ArrowDown")
        await keyboard.press("Tab")
        await expect(screen.page.locator(":focus")).to_have_attribute("aria-label", "Répondre dans le fil")
        await keyboard.press("Enter")
        await expect(screen.pane).to_contain_text("deux")
        places = []
        for _ in range(4):
            await keyboard.press("F6")
            places.append(await screen.page.evaluate("document.activeElement.className.split(' ')[0]"))
        assert sorted(places) == ["conversation", "pane", "sidebar", "topbar"]


async def test_a_multiple_choice_is_undone_by_keys(opened: Opened) -> None:
    async with house() as sim, by_socket(sim) as app:
        many = {"type": "multi_static_select", "options": [option("Rouge"), option("Vert")]}
        app.opens = modal(entry("Couleurs", many, optional=True))
        screen = await opened(sim)
        await screen.say("/lina")
        box = screen.form.get_by_role("combobox", name="Couleurs")
        for typed in ("rou", "ver"):
            await box.fill(typed)
            await screen.page.keyboard.press("Enter")
        await expect(screen.form.locator(".chip")).to_have_count(2)
        await screen.page.keyboard.press("Backspace")
        await expect(screen.form.locator(".chip")).to_have_text(["Rouge×"])
        await screen.button("Retirer Rouge").click()
        await expect(screen.form.locator(".chip")).to_have_count(0)
