"""Who may: members in the channels, and account managers; everybody else gets a polite no, on every surface."""

from dataclasses import replace

import pytest

from simulator import Fault, FaultKind, PersonFixture
from tests.stories.office import Office
from tests.support.workspace import PATIENCE, SERVICE, SUPPORT, plain

NOT_A_MEMBER = "LINA répond aux membres de l'espace de travail"
TRY_AGAIN = "réessayez dans un instant"
NOT_IN_THE_CHANNELS = "LINA répond aux membres des canaux du service"

GUEST = PersonFixture("U0GUEST", "Gaston", email="gaston@example.fr", is_restricted=True)
STRANGER = PersonFixture("U0STRANGER", "Sasha", is_stranger=True)
OUTSIDER = PersonFixture("U0OUTSIDER", "Odile", email="odile@example.fr")
OTHER_BOT = PersonFixture("U0ROBOT", "robot", is_bot=True)

intruders = pytest.mark.parametrize("intruder", [GUEST, STRANGER, OTHER_BOT], ids=lambda seed: seed.name)


@pytest.fixture
async def crowded(office: Office) -> Office:
    """The guest, the stranger and the other bot are in `support`; the outsider is in a channel of her own."""
    for seed in (GUEST, STRANGER, OTHER_BOT):
        office.simulator.put_person(seed)
        office.simulator.join(SUPPORT, seed.id)
    office.simulator.put_person(OUTSIDER)
    return office


async def events_told(office: Office) -> None:
    """Whoever writes waits until all that happened before was told to the bot."""
    await office.person("bruno").write(SUPPORT, "Bonjour")


def asked_of_slack(office: Office) -> int:
    methods = {"users.info", "users.lookupByEmail", "conversations.members"}
    return len([call for call in office.simulator.calls if call.method in methods])


@intruders
async def test_a_command_is_answered_by_a_polite_no(crowded: Office, intruder: PersonFixture):
    said = await crowded.simulator.person(intruder.id).command("/lina appel acme imprimante HS")
    assert NOT_A_MEMBER in plain(said)
    await crowded.quiet()
    assert crowded.find(SUPPORT, "2026-0001") is None


@intruders
async def test_a_button_is_answered_by_a_polite_no(crowded: Office, intruder: PersonFixture):
    number = await crowded.open()
    person = crowded.simulator.person(intruder.id)
    for label in ("Passer au niveau 2", "Clore", "Modifier"):
        await person.click(crowded.card(number), label)
    await crowded.simulator.until(lambda: len(crowded.simulator.ephemerals(intruder.id)) == 3)
    assert all(NOT_A_MEMBER in plain(e.words) for e in crowded.simulator.ephemerals(intruder.id))
    assert person.view is None
    await crowded.quiet()
    assert "Niveau 1" in crowded.card(number).words


@intruders
async def test_shortcuts_are_answered_by_a_polite_no(crowded: Office, intruder: PersonFixture):
    person = crowded.simulator.person(intruder.id)
    await person.shortcut("new_call")
    assert NOT_A_MEMBER in plain((await person.wait_view("Service LINA")).words)
    await person.close()
    message = await crowded.person("alice").write(SUPPORT, "Le client n’imprime plus")
    await person.message_shortcut("open_call", message)
    assert NOT_A_MEMBER in plain((await person.wait_view("Service LINA")).words)


@intruders
async def test_the_home_tab_holds_a_polite_no_and_no_call(crowded: Office, intruder: PersonFixture):
    await crowded.open("acme secret")
    home = await crowded.simulator.person(intruder.id).open_home()
    assert home
    assert NOT_A_MEMBER in plain(home.words)
    assert "secret" not in home.words
    assert home.buttons == []


async def test_who_became_a_guest_can_neither_search_clients_nor_send_the_form(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel")
    await alice.wait_view("Nouvel appel")
    assert "Acme Industrie (ACME)" in await alice.type_ahead("Client", "acme")
    await alice.fill("Client", "Acme Industrie (ACME)")
    before = office.simulator.workspace.people["U0ALICE"]
    office.simulator.put_person(replace(before, is_restricted=True))
    await events_told(office)
    assert await alice.type_ahead("Client", "acme") == []
    errors = await alice.submit({"Demande": "Imprimante HS"})
    assert [NOT_A_MEMBER in plain(error) for error in errors.values()] == [True]
    await office.quiet()
    assert office.find(SUPPORT, "2026-0001") is None


async def test_a_guests_word_in_the_thread_stays_out_of_the_report(crowded: Office):
    number = await crowded.open()
    thread = crowded.card(number).ts
    await crowded.simulator.person(GUEST.id).write(SUPPORT, "Moi je sais", thread)
    await crowded.person("bruno").write(SUPPORT, "Câble débranché", thread)
    form = await crowded.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Câble débranché"


async def test_a_member_who_is_in_no_channel_is_refused_until_they_join(crowded: Office):
    # Typed in another channel, where the bot is not.
    crowded.simulator.workspace.channels["C0DEV"].members.append(OUTSIDER.id)
    odile = crowded.simulator.person(OUTSIDER.id)
    assert NOT_IN_THE_CHANNELS in plain(await odile.command("/lina appels", "C0DEV"))
    crowded.simulator.workspace.channels["C0DEV"].members.remove(OUTSIDER.id)
    crowded.simulator.join(SUPPORT, OUTSIDER.id)
    await events_told(crowded)
    assert "aucun" in await odile.command("/lina appels")
    crowded.simulator.leave(SUPPORT, OUTSIDER.id)
    await events_told(crowded)
    crowded.simulator.workspace.channels["C0DEV"].members.append(OUTSIDER.id)
    assert NOT_IN_THE_CHANNELS in plain(await odile.command("/lina appels", "C0DEV"))


async def test_an_account_manager_may_from_outside_the_channels(office: Office):
    for channel in (SUPPORT, SERVICE):
        office.simulator.leave(channel, "U0FARID")
    await events_told(office)
    number = await office.open("bois un deuxième quai")
    await office.click("alice", number, "Évolution")
    await office.person("alice").wait_view("Besoin du client")
    assert await office.person("alice").submit({"Besoin": "Gérer un deuxième quai"}) == {}
    asked = await office.told("farid", "Gérer un deuxième quai")
    await office.person("farid").click(asked, "Devis envoyé")
    await office.card_shows(number, "Devis envoyé")


async def test_who_left_the_company_is_told_no_at_the_next_click(office: Office):
    number = await office.open()
    card = office.card(number)
    office.simulator.deactivate("U0ALICE")
    await events_told(office)
    await office.person("alice").click(card, "Passer au niveau 2")
    assert NOT_A_MEMBER in plain(await office.whispered("alice", "LINA répond"))
    await office.quiet()
    assert "Niveau 1" in office.card(number).words


async def test_a_click_costs_no_request_once_a_person_is_known(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appels")
    before = asked_of_slack(office)
    for _ in range(3):
        await alice.command("/lina appels")
    await alice.shortcut("new_call")
    await alice.wait_view("Nouvel appel")
    await alice.type_ahead("Client", "acme")
    assert asked_of_slack(office) == before


async def test_while_slack_does_not_tell_the_bot_goes_by_what_it_knew(crowded: Office):
    await crowded.stop()
    crowded.simulator.faults.add(
        Fault(kind=FaultKind.ERROR, method="conversations.members", error="internal_error", times=3)
    )
    await crowded.start()
    assert "aucun" in await crowded.person("alice").command("/lina appels")
    assert NOT_A_MEMBER in plain(await crowded.simulator.person(GUEST.id).command("/lina appels"))
    crowded.simulator.workspace.channels["C0DEV"].members.append(OUTSIDER.id)
    said = await crowded.simulator.person(OUTSIDER.id).command("/lina appels", "C0DEV")
    assert NOT_IN_THE_CHANNELS in plain(said)


async def test_a_slack_that_is_slow_to_name_a_person_does_not_hold_up_the_acknowledgement(office: Office):
    await office.stop()
    office.plan = replace(office.plan, profile_timeout=0.1)
    await office.start()
    # Longer than an act may take: whoever waited for Slack's answer would be told to wait.
    office.simulator.faults.add(Fault(kind=FaultKind.DELAY, method="users.info", delay=2 * PATIENCE))
    office.simulator.workspace.people[GUEST.id] = GUEST
    office.simulator.join(SUPPORT, GUEST.id)
    assert TRY_AGAIN in plain(await office.simulator.person(GUEST.id).command("/lina appels"))
    asked = [call.arguments["user"] for call in office.simulator.calls if call.method == "users.info"]
    assert asked[-1] == GUEST.id
