"""The card is read in five seconds: how tall it is in the page (surface 4)."""

import pytest
from playwright.async_api import Locator, expect

from simulator import Simulator
from tests.browser.conftest import Opened
from tests.browser.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPEN = {1280: 400, 390: 540}
CLOSED = 200


async def height(card: Locator) -> float:
    await card.scroll_into_view_if_needed()
    box = await card.bounding_box()
    assert box
    return box["height"]


async def opened_card(screen: Screen, words: str, number: str) -> Locator:
    await screen.say(f"/lina appel {words}")
    card = screen.message(number, "Passer au niveau 2")
    await expect(card).to_be_visible()
    return card


@pytest.mark.parametrize("width", OPEN)
@pytest.mark.parametrize("words", ["acme imprimante HS", "kine l’agenda ne s’ouvre plus", "bois écran noir"])
async def test_a_fresh_card_with_its_first_question_is_short(
    workspace: Simulator, opened: Opened, width: int, words: str
) -> None:
    screen = await opened(workspace, width=width)
    card = await opened_card(screen, words, "2026-0157")
    if words.startswith("acme"):  # the thread tells the client's recent calls: a line more below the card
        await expect(card).to_contain_text("réponse")
    await card.evaluate("card => card.scrollIntoView()")
    await screen.picture(f"fresh-{words.split(maxsplit=1)[0]}-{width}")
    assert await height(card) <= OPEN[width]


@pytest.mark.parametrize("width", OPEN)
async def test_a_closed_card_is_shorter(workspace: Simulator, opened: Opened, width: int) -> None:
    screen = await opened(workspace, width=width)
    card = await opened_card(screen, "acme imprimante HS", "2026-0157")
    await screen.button("Clore", card).click()
    form = screen.form
    await expect(form).to_be_visible()
    await form.get_by_role("combobox", name="Imputation").click()
    await screen.page.get_by_role("option", name="Assistance").click()
    await form.get_by_label("Solution").fill("File d’impression vidée, pilote réinstallé. " * 10)
    await form.get_by_role("button", name="Clore").click()
    closed = screen.message("2026-0157", "Rouvrir", "réponse")
    await expect(closed).to_be_visible()
    await screen.picture(f"closed-{width}")
    if width == 1280:
        assert await height(closed) <= CLOSED
