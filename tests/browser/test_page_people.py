"""People in the page: who sees what, what is unread, and what one does with messages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from simulator import Fault, FaultKind, MovableClock
from tests.browser.conftest import Opened
from tests.simulator.sim_app import by_socket
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    CHLOE,
    DEV,
    OLD,
    SUPPORT,
    client_of,
    house,
    modal,
    post_json,
    section,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


async def test_each_sees_their_own_channels_and_what_is_unread_there(opened: Opened) -> None:
    async with house() as sim:
        await sim.person(BRUNO).write(DEV, "avant")
        screen = await opened(sim)
        side = screen.page.get_by_role("navigation", name="Personnes et conversations")
        await expect(side.get_by_role("button", name="dev")).to_have_count(0)
        await sim.person(CHLOE).write(DEV, "pour @Bruno")
        await sim.person(CHLOE).write(DEV, "et ceci")
        await expect(side.get_by_role("button", name=re.compile("^Bruno.* 1 pour vous"))).to_be_visible()
        await screen.side("Bruno")
        await expect(side.get_by_role("button", name=re.compile("^dev 1 pour vous"))).to_be_visible()
        await screen.side("dev")
        await expect(side.get_by_role("button", name=re.compile("^dev$"))).to_be_visible()
        await sim.person(ALICE).write(SUPPORT, "à tous")
        await expect(side.get_by_role("button", name=re.compile("^support non lu"))).to_be_visible()


async def test_an_ephemeral_message_is_for_one_person(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await client_of(sim).chat_postEphemeral(channel=SUPPORT, user=ALICE, text="tout bas")
        await expect(screen.message("Visible par vous seul")).to_contain_text("tout bas")
        await screen.side("Bruno")
        await expect(screen.page.get_by_text("tout bas")).to_have_count(0)


async def test_a_thread_is_opened_answered_and_linked_to(opened: Opened) -> None:
    async with house() as sim:
        root = await sim.person(BRUNO).write(SUPPORT, "une question")
        reply = await sim.person(BRUNO).write(SUPPORT, "une réponse", root.ts)
        link = f"<{reply.permalink}|le voilà>"
        await client_of(sim).chat_postMessage(channel=SUPPORT, text=link)
        screen = await opened(sim)
        await screen.message("une question").get_by_role("button", name="réponse").click()
        await expect(screen.pane).to_contain_text("une réponse")
        answer = screen.pane.get_by_role("textbox")
        await answer.fill("merci")
        await answer.press("Enter")
        await expect(screen.pane.locator("[data-ts]").last).to_contain_text("merci")
        await expect(screen.message("une question")).to_contain_text("2\u00a0réponses")
        await screen.button("Fermer le fil").click()
        await screen.page.get_by_role("link", name="le voilà").click()
        await expect(screen.pane.locator(".spot")).to_contain_text("une réponse")
        await answer.fill("/lina")
        await answer.press("Enter")
        await expect(screen.page.get_by_role("status")).to_contain_text("ne s’utilisent pas dans un fil")


async def test_ones_own_message_is_changed_and_removed(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await screen.say("bonjuor @Bruno")
        await screen.act_on(screen.message("bonjuor"), "Autres actions")
        await screen.page.get_by_role("menuitem", name="Modifier").click()
        box = screen.page.get_by_role("textbox", name="Modifier le message")
        await box.fill("bonjour @Bruno")
        await box.press("Enter")
        await expect(screen.message("bonjour")).to_contain_text("(modifié)")
        await expect(screen.message("bonjour").locator(".mention")).to_have_text("@Bruno")
        await screen.act_on(screen.message("bonjour"), "Autres actions")
        await screen.page.get_by_role("menuitem", name="Supprimer").click()
        await expect(screen.page.locator("[data-ts]")).to_have_count(0)


async def test_shortcuts_are_at_hand(opened: Opened) -> None:
    async with house() as sim, by_socket(sim) as app:
        await sim.person(BRUNO).write(SUPPORT, "l’imprimante")
        screen = await opened(sim)
        app.opens = modal(section("Vu"))
        await screen.button("Raccourcis").click()
        await screen.page.get_by_role("menuitem", name="everywhere").click()
        await expect(screen.form).to_contain_text("Vu")
        await screen.page.keyboard.press("Escape")
        await expect(screen.form).to_have_count(0)
        await screen.act_on(screen.message("l’imprimante"), "Autres actions")
        await screen.page.get_by_role("menuitem", name="on_message").click()
        await expect(screen.form).to_contain_text("Vu")
        assert len(app.bodies("message_action")) == 1


async def test_forms_stack_and_come_back(opened: Opened) -> None:
    async with house() as sim, by_socket(sim) as app:
        screen = await opened(sim)
        app.opens = modal(section("dessous"))
        pushed = modal(section("dessus"), title="Second")
        app.acknowledgements["view_submission"] = {"response_action": "push", "view": pushed}
        await screen.say("/lina")
        await screen.button("Send").click()
        await expect(screen.form.get_by_role("heading")).to_have_text("Second")
        await screen.button("Retour").click()
        await expect(screen.form.get_by_role("heading")).to_have_text("Form")
        app.acknowledgements["view_submission"] = {"response_action": "dance"}
        await screen.button("Send").click()
        await expect(screen.form.get_by_role("alert")).to_contain_text("n’a pas été comprise")
        assert [each.kind for each in sim.breaches] == ["invalid_response_action"]


async def test_a_closed_channel_takes_no_words(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await screen.side("old")
        await expect(screen.page.get_by_text("Ce canal est archivé.")).to_be_visible()
        await expect(screen.page.get_by_role("textbox")).to_have_count(0)
        assert sim.workspace.channels[OLD].is_archived


async def test_what_does_not_work_is_said_in_french(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await screen.say("/danse")
        await expect(screen.page.get_by_role("status")).to_contain_text("Cette commande n’existe pas.")
        await expect(screen.composer()).to_have_value("/danse")
        await screen.say("/lina")
        await expect(screen.page.get_by_role("status")).to_contain_text("dispatch_failed")


async def test_a_topic_a_broadcast_and_a_deleted_question_are_shown(opened: Opened) -> None:
    async with house() as sim:
        client = client_of(sim)
        root = (await client.chat_postMessage(channel=SUPPORT, text="question"))["ts"]
        await client.chat_postMessage(channel=SUPPORT, text="fort", thread_ts=root, reply_broadcast=True)
        await client.chat_delete(channel=SUPPORT, ts=root)
        await client.conversations_setTopic(channel=SUPPORT, topic="à lire")
        screen = await opened(sim)
        await expect(screen.message("a défini le sujet\u00a0: à lire")).to_be_visible()
        await expect(screen.page.locator(".topic")).to_have_text("à lire")
        await expect(screen.message("fort")).to_contain_text("a répondu à un fil")
        await screen.message("Ce message a été supprimé.").get_by_role("button", name="réponse").click()
        await expect(screen.pane).to_contain_text("fort")


async def test_the_clock_is_moved_and_shown(opened: Opened) -> None:
    async with house(clock=MovableClock(NOON)) as sim:
        screen = await opened(sim)
        clock = screen.page.get_by_role("group", name="Horloge").get_by_role("time")
        await expect(clock).to_have_text("mar. 24 nov., 12:00")
        await screen.button("+1\u00a0min").click()
        await expect(clock).to_have_text("mar. 24 nov., 12:01")
        await screen.button("lundi prochain").click()
        await expect(clock).to_have_text("lun. 30 nov., 09:00")
        assert sim.clock.now() - NOON >= timedelta(days=5)


async def test_slack_is_troubled_and_mended(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await screen.backstage("Pannes")
        await screen.button("Slack est en panne").click()
        await expect(screen.pane.get_by_role("status")).to_contain_text("Encore")
        assert sim.faults.outage
        assert sim.faults.outage.fault == Fault(kind=FaultKind.SERVER_ERROR, method="*")
        await screen.button("Rétablir tout de suite").click()
        await expect(screen.pane.get_by_role("status")).to_have_count(0)
        assert sim.faults.outage is None


async def test_calls_and_breaches_are_behind_the_scenes(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        await client_of(sim).auth_test()
        await post_json(f"{sim.api_url}chat.postMessage", {"channel": SUPPORT, "text": "sans jeton"})
        await expect(screen.page.get_by_role("button", name="Coulisses 1 écart")).to_be_visible()
        await screen.backstage("API")
        await screen.pane.get_by_text("auth.test").click()
        await expect(screen.pane.locator("pre").last).to_contain_text('"team_id": "T0LINA"')
        await screen.page.get_by_role("tab", name="API").press("ArrowRight")
        await expect(screen.pane.locator(".breach")).to_contain_text("not_authed")


async def test_the_page_says_when_it_has_lost_the_workspace(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
    await expect(screen.page.get_by_text("La connexion est perdue.")).to_be_visible()
    await screen.composer().fill("bonjour")
    await screen.page.keyboard.press("Enter")
    await expect(screen.page.get_by_text("L’espace de travail ne répond plus.")).to_be_visible()
