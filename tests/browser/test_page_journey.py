"""A call from its opening to its mail, lived in the page by clicks and keys alone."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from simulator import Simulator
from tests.browser.conftest import Opened
from tests.browser.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_call_is_lived_from_opening_to_mail(workspace: Simulator, opened: Opened, width: int) -> None:
    screen = await opened(workspace, width=width)
    await _opened_by_words(screen, pictured=width == 1280)
    await _opened_by_form(screen, pictured=width == 1280)
    await _sorted_out(screen)
    await _taken(screen, pictured=width == 1280)
    await _closed(screen)
    await _read(screen)
    await _rung(screen)
    await _mailed(screen, workspace)
    await expect(screen.page.get_by_text("La visite est finie.")).to_be_visible()


async def _opened_by_words(screen: Screen, *, pictured: bool) -> None:
    await expect(screen.page.get_by_text("Vous êtes Alice")).to_be_visible()
    box = screen.composer()
    await box.press_sequentially("/lina app")
    await expect(screen.page.get_by_role("option")).to_have_count(3)
    await box.press("ArrowDown")
    await box.press("Tab")
    await expect(box).to_have_value("/lina appel ")
    await box.press_sequentially("acme imprimante HS")
    await box.press("Tab")
    await expect(screen.button("Raccourcis")).to_be_focused()
    await box.press("Enter")
    await expect(screen.message("Visible par vous seul", "Ouvrir le fil de l’appel")).to_be_visible()
    card = screen.message("2026-0157", "Acme Industrie", "imprimante HS")
    if pictured:
        await card.evaluate("card => card.scrollIntoView()")
        await screen.picture("card")


async def _opened_by_form(screen: Screen, *, pictured: bool) -> None:
    await screen.say("/lina appel")
    await expect(screen.form).to_be_visible()
    await screen.choose("Client", "boi", "Boiseries du Rhône")
    await screen.form.get_by_label("Demande").fill("Les bons ne sortent plus")
    if pictured:
        await screen.picture("form")
    await screen.form.get_by_label("Téléphone").fill("12")
    await screen.form.get_by_role("button", name="Ouvrir").click()
    phone = screen.form.get_by_label("Téléphone")
    await expect(phone).to_have_attribute("aria-invalid", "true")
    await phone.fill("04 72 00 00 02")
    await screen.form.get_by_role("button", name="Ouvrir").click()
    await expect(screen.form).to_have_count(0)
    await expect(screen.message("2026-0158", "Boiseries du Rhône")).to_be_attached()


async def _sorted_out(screen: Screen) -> None:
    card = screen.message("2026-0157", "Acme Industrie", "Niveau")
    await screen.button("Question, aide ou mise à jour", card).click()
    await expect(card).to_contain_text("→ Assistance")
    await screen.page.get_by_role("button", name="+10 min").click()


async def _taken(screen: Screen, *, pictured: bool) -> None:
    await screen.be("David", "dev-niveau-2")
    ping = screen.message("2026-0157", "Sans solution après 10 min")
    await expect(ping.get_by_text("@devs")).to_be_visible()
    if pictured:
        await screen.picture("ping")
    await screen.button("Je prends", ping).click()
    await expect(screen.button("Rendre", ping)).to_be_visible()
    await screen.button("Clore", ping).click()


async def _closed(screen: Screen) -> None:
    form = screen.form
    await expect(form.get_by_role("heading")).to_have_text(re.compile("Compte rendu 2026-"))
    await expect(form.get_by_role("combobox", name="Imputation")).to_have_value("Assistance")
    await form.get_by_role("button", name="Clore").click()
    await expect(form.get_by_text("Ce champ est obligatoire.")).to_be_visible()
    await expect(form.get_by_label("Solution")).to_be_focused()
    await screen.page.keyboard.type("File d’impression vidée.")
    await form.get_by_role("button", name="Clore").click()
    await expect(form).to_have_count(0)
    await screen.side("service-lina")
    await expect(screen.message("Compte rendu 2026-0157", "File d’impression vidée.")).to_be_attached()


async def _read(screen: Screen) -> None:
    await screen.side("Camille")
    await screen.side("lina")
    await expect(screen.message("Compte rendu 2026-0157", "File d’impression vidée.")).to_be_attached()


async def _rung(screen: Screen) -> None:
    await screen.backstage("Téléphone")
    await screen.button("Acme Industrie", screen.pane).click()
    await screen.button("Raccrocher", screen.pane).click()
    await screen.button("Fermer les coulisses").click()
    await screen.side("support-lina")
    await expect(screen.message("Acme Industrie", "Appel manqué à")).to_be_attached()


async def _mailed(screen: Screen, workspace: Simulator) -> None:
    await workspace.until(lambda: len(workspace.mails) == 2 and workspace.posts)
    await screen.backstage("Mails")
    await screen.pane.get_by_role("button").filter(has_text="camille@example.fr").click()
    letter = screen.page.frame_locator("iframe").locator("body")
    await expect(letter).to_contain_text("File d’impression vidée.")
    await screen.button("Texte seul").click()
    await expect(screen.pane.locator("pre")).to_contain_text("File d’impression vidée.")
    await screen.backstage("Envois")
    await screen.pane.get_by_text("GDP").click()
    await expect(screen.pane.locator("pre")).to_contain_text("2026-0157")


async def test_home_is_drawn_and_opens_a_form(workspace: Simulator, opened: Opened) -> None:
    screen = await opened(workspace)
    await screen.say("/lina appel acme imprimante HS")
    await expect(screen.message("Visible par vous seul", "2026-0157")).to_be_visible()
    await screen.side("lina")
    home = screen.page.get_by_role("region", name="Accueil de l’application")
    await expect(home).to_contain_text("2026-0157")
    await screen.picture("home")
    workspace.clock.advance(timedelta(minutes=2))
    await screen.button("Accueil").click()
    await expect(home).to_contain_text("Affiché aujourd’hui à 10:02")
    await home.get_by_role("button", name="Nouvel appel").click()
    await expect(screen.form.get_by_role("heading")).to_have_text("Nouvel appel")
