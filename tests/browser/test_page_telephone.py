"""The page's telephone: somebody rings, one answers as whoever one is, and hangs up."""

import pytest
from playwright.async_api import expect

from simulator import Simulator
from tests.browser.conftest import Opened
from tests.browser.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_call_rings_is_answered_and_is_written_down(workspace: Simulator, opened: Opened) -> None:
    screen = await opened(workspace)
    await screen.backstage("Téléphone")
    await screen.button("Acme Industrie", screen.pane).click()
    ringing = screen.pane.get_by_role("listitem").filter(has_text="Acme Industrie")
    await expect(ringing.get_by_role("status")).to_have_text("sonne")
    await screen.side("Bruno")
    await screen.side("lina")
    await screen.button("Messages").click()
    await expect(screen.message("Appel entrant", "Acme Industrie, Mme Durand")).to_be_visible()
    await screen.picture("telephone")

    await screen.button("Décrocher", ringing).click()
    await expect(ringing.get_by_role("status")).to_have_text("en ligne, Bruno")
    taken = screen.message("Appel pris", "Acme Industrie, Mme Durand")
    await screen.button("Ouvrir l’appel", taken).click()
    form = screen.form
    await expect(form.get_by_role("combobox", name="Client")).to_have_value("Acme Industrie (ACME)")
    await form.get_by_label("Demande").fill("Écran noir")
    await form.get_by_role("button", name="Ouvrir").click()
    await expect(form).to_have_count(0)
    await expect(screen.message("Appel saisi", "2026-0157")).to_be_visible()

    await screen.button("Raccrocher", ringing).click()
    await expect(ringing.get_by_role("status")).to_have_text("terminé, Bruno")
    await expect(screen.button("Décrocher", ringing)).to_have_count(0)


async def test_on_a_narrow_screen_one_call_is_opened_and_a_missed_one_called_back(
    workspace: Simulator, opened: Opened
) -> None:
    screen = await opened(workspace, width=390)
    await _rings(screen, "Acme Industrie")
    await screen.check("a telephone that rings")
    ringing = screen.pane.get_by_role("listitem").filter(has_text="Acme Industrie")
    await screen.button("Décrocher", ringing).click()
    await expect(ringing.get_by_role("status")).to_have_text("en ligne, Alice")
    await screen.button("Fermer les coulisses").click()
    await screen.side("lina")
    await screen.button("Messages").click()
    taken = screen.message("Appel pris", "Acme Industrie, Mme Durand")
    await expect(taken).to_be_visible()
    await screen.check("a call that was answered")
    await screen.button("Ouvrir l’appel", taken).click()
    await expect(screen.form.get_by_role("combobox", name="Client")).to_have_value("Acme Industrie (ACME)")
    await screen.check("the form, filled from the telephone")
    await screen.form.get_by_label("Demande").fill("Écran noir")
    await screen.form.get_by_role("button", name="Ouvrir").click()
    await expect(screen.message("Appel saisi", "2026-0157")).to_be_visible()
    await screen.backstage("Téléphone")
    await screen.button("Raccrocher", ringing).click()
    await expect(ringing.get_by_role("status")).to_have_text("terminé, Alice")

    await screen.button("Un numéro inconnu", screen.pane).click()
    missed = screen.pane.get_by_role("listitem").filter(has_text="Un numéro inconnu")
    await screen.button("Raccrocher", missed).click()
    await expect(missed.get_by_role("status")).to_have_text("manqué")
    await screen.check("a telephone that rang in vain")
    await screen.button("Fermer les coulisses").click()
    await screen.side("support-lina")
    card = screen.message("2026-0158", "À rappeler", "Appel manqué à")
    await screen.button("Je rappelle", card).click()
    await expect(screen.message("2026-0158", "Niveau 1", "Alice")).to_be_attached()
    await screen.check("a card that somebody calls back")


async def _rings(screen: Screen, caller: str) -> None:
    await screen.backstage("Téléphone")
    await screen.button(caller, screen.pane).click()
    ringing = screen.pane.get_by_role("listitem").filter(has_text=caller)
    await expect(ringing.get_by_role("status")).to_have_text("sonne")
