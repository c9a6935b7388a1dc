"""The card's other buttons and menu, the thread's notes, closing and reopening, two people at once."""

from datetime import timedelta

from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT, plain


async def test_level_2_is_called_at_once_by_the_button(office: Office):
    number = await office.open()
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number, "Transfert demandé par Alice")
    assert ping.buttons == ["Je prends", "Clore"]
    await office.card_shows(number, "Niveau 2 appelé")
    assert "Passer au niveau 2" not in office.card(number).buttons
    await office.later(minutes=10)
    await office.quiet()
    assert office.find(DEV, "Sans solution") is None


async def test_the_projects_technicians_are_called_in_the_thread(office: Office):
    number = await office.open("carton écran noir")
    await office.click("alice", number, "Prévenir les techniciens")
    await office.line(number, "@Chloé", "@Bruno", "Alice demande", number, "Cartonnages Vidal", "écran noir")
    no_team = await office.open("bois écran noir")
    assert "Prévenir les techniciens" not in office.card(no_team).buttons


async def test_a_planned_call_back_needs_an_hour_within_31_days_and_a_reason(office: Office):
    alice = office.person("alice")
    number = await office.open()
    form = await office.form("alice", number, "Rappel prévu…", "Rappel prévu")
    assert form.labels == ["Rappel à", "Motif"]
    for days in (-1, 32):
        wrong = office.clock.now() + timedelta(days=days)
        errors = await alice.submit({"Rappel à": wrong.isoformat(), "Motif": "le client teste"})
        assert list(errors) == ["Rappel à"]
    until = office.clock.now() + timedelta(hours=1)
    assert await alice.submit({"Rappel à": until.isoformat()}) == {}
    await office.card_shows(number, "Rappel prévu", "le client teste")
    await office.line(number, "le client teste", "Alice")


async def test_the_call_is_corrected(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    form = await office.form("alice", number, "Modifier", "Modifier l’appel")
    assert form.labels == ["Client", "Demande", "Contact", "Téléphone"]
    assert form.values["Demande"] == "imprimante HS"
    await alice.fill("Client", (await alice.type_ahead("Client", "carton"))[0])
    assert await alice.submit({"Contact": "M. Vidal", "Demande": "écran noir"}) == {}
    await office.card_shows(number, "Cartonnages Vidal", "M. Vidal", "écran noir", "Pendant le projet")
    await office.line(number, "client", "contact", "demande", "Alice")


async def test_opened_by_mistake_nothing_is_reported(office: Office):
    number = await office.open()
    await office.person("alice").pick(office.card(number), "", "Ouvert par erreur")
    await office.card_shows(number, "ouvert par erreur")
    await office.later(minutes=20)
    await office.quiet()
    assert office.find(DEV, number) is None
    assert office.find(SERVICE, "Compte rendu") is None


async def test_the_menu_shows_the_clients_file(office: Office):
    number = await office.open()
    await office.person("bruno").pick(office.card(number), "", "Fiche client")
    await office.whispered("bruno", "Acme Industrie", "C-2031", "Mme Durand")


async def test_the_threads_notes_are_the_proposed_solution_as_corrected(office: Office):
    alice, bruno = office.person("alice"), office.person("bruno")
    number = await office.open()
    thread = office.card(number).ts
    await alice.write(SUPPORT, "Redémarrage sans effet", thread)
    second = await bruno.write(SUPPORT, "Voir <@U0DAVID> & le pilote", thread)
    third = await bruno.write(SUPPORT, "À effacer", thread)
    await bruno.edit(second, "Pilote <@U0DAVID> & spouleur")
    await bruno.delete(third)
    await bruno.write(SUPPORT, "Rien à voir avec l’appel")

    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Redémarrage sans effet\nPilote @David & spouleur"
    await alice.close()
    assert "Pilote @David & spouleur" in await alice.command(f"/lina voir {number}")


async def test_two_developers_take_at_once_and_one_gets_a_word(office: Office):
    number = await office.open()
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number)
    await office.person("david").click(ping, "Je prends")
    await office.person("emma").click_stale(ping, "Je prends")
    await office.whispered("emma", "déjà pris", "David")
    await office.person("david").click_stale(ping, "Je prends")
    await office.card_shows(number, "Niveau 2", "David")
    await office.quiet()
    assert [e.words for e in office.simulator.ephemerals("U0DAVID")] == []


async def test_the_same_report_submitted_twice_is_said_once(office: Office):
    alice = office.person("alice")
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    assert await alice.resubmit() == {}
    await office.card_shows(number, "Clos")
    await office.quiet()
    assert len([m for m in office.simulator.messages(SERVICE) if "Compte rendu" in m.words]) == 1


async def test_somebody_closes_what_is_closed_already(office: Office):
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.form("bruno", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    refused = await office.person("bruno").submit({"Imputation": "Assistance", "Solution": "Réglé aussi."})
    (sentence,) = refused.values()
    assert plain(sentence) == f"L'appel {number} est déjà clos, par @Alice."
    form = office.person("bruno").view
    assert form
    assert form.values["Solution"] == "Réglé aussi."


async def test_reopened_the_second_report_replaces_the_first(office: Office):
    alice = office.person("alice")
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await office.card_shows(number, "Clos")
    await office.later(days=6)
    await office.click("alice", number, "Rouvrir")
    await office.card_shows(number, "Niveau 1", "Alice")
    await office.later(hours=1)
    await office.quiet()
    assert office.find(DEV, number) is None
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Réglé."
    assert await alice.submit({"Solution": "Réglé pour de bon."}) == {}
    await office.seen(SERVICE, "Compte rendu 2026-0001 (version 2) – Annule et remplace", "pour de bon")
    await office.told("camille", "version 2", "pour de bon")


async def test_after_a_week_a_call_stays_closed(office: Office):
    alice = office.person("alice")
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await office.card_shows(number, "Clos")
    await office.later(days=7, minutes=1)
    await alice.click(office.card(number), "Rouvrir")
    await office.whispered("alice", "plus de 7 jours")


async def test_a_closed_calls_ping_loses_its_buttons_and_says_who(office: Office):
    number = await office.open()
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number)
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    closed = await office.offers_in_place(ping, [])
    assert "Alice" in closed.words
    await office.later(minutes=30)
    await office.quiet()
    assert office.simulator.messages(DEV, ping.ts) == []
