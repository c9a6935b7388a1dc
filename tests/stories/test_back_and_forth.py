"""A call goes back and forth: level 2 is called by mistake, taken back, given, handed back, and all of it again."""

import pytest

from tests.stories.office import Office
from tests.support.workspace import DEV, SUPPORT


async def pings(office: Office, number: str) -> list[str]:
    """The texts of the pings in `dev`, not the reminders."""
    return [
        m.words for m in office.simulator.messages(DEV) if number in m.words and "attend le" not in m.words
    ]


MOVED = ["Passer au niveau 2", "Prévenir les techniciens", "Rappel prévu…", "Modifier", "Clore"]


@pytest.mark.parametrize("under_the_mouse", MOVED)
async def test_a_double_click_on_an_answer_does_nothing_else(office: Office, under_the_mouse: str):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    before = office.card(number)
    await alice.click(before, "Question, aide ou mise à jour")
    await alice.click_stale(before, under_the_mouse)
    await office.whispered("alice", number, "changer de place")
    await office.quiet()
    assert alice.view is None
    assert office.find(DEV, number) is None
    await office.click("alice", number, "Passer au niveau 2")
    await office.seen(DEV, number, "Transfert demandé par Alice")


@pytest.mark.parametrize("option", ["Reprendre", "Confier à…", "Fiche client", "Ouvert par erreur"])
async def test_nor_in_the_menu(office: Office, option: str):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    await alice.click(office.card(number), "Question, aide ou mise à jour")
    await alice.pick(office.card(number), "", option)
    await office.whispered("alice", number, "changer de place")
    assert alice.view is None
    await office.card_shows(number, "Niveau 1 · Alice")


async def test_the_step_back_is_never_too_soon(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    await alice.click(office.card(number), "Question, aide ou mise à jour")
    card = await office.card_shows(number, "Assistance")
    await alice.click(card, "Étape précédente")
    await office.card_shows(number, "Que demande le client")


async def test_level_1_takes_back_what_it_passed_by_mistake_and_level_2_is_called_at_the_deadline(
    office: Office,
):
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number, "Transfert demandé par Alice")
    await office.click("alice", number, "Reprendre")
    await office.offers_in_place(ping, [])
    await office.card_shows(number, "Niveau 1 · Alice", "niveau 2 appelé à 10:10")
    await office.line(number, "Alice reprend l'appel au niveau 1.")
    assert "Repris au niveau 1 par *Alice*" in (await office.seen(DEV, number)).words
    await office.later(minutes=10)
    again = await office.seen(DEV, number, "Sans solution après 10 min")
    assert again.ts != ping.ts
    assert again.buttons == ["Je prends", "Clore"]

    await office.click("bruno", number, "Reprendre")
    await office.offers_in_place(again, [])
    await office.card_shows(number, "Niveau 1 · Bruno", "niveau 2 appelé à 10:20")
    await office.line(number, "Bruno reprend l'appel au niveau 1, à la suite de Alice")
    await office.later(minutes=10)
    third = await office.offers(DEV, "Sans solution après 10 min", ["Je prends", "Clore"])
    assert third.ts not in {ping.ts, again.ts}


async def test_a_member_of_the_rota_who_takes_it_has_it_at_level_1_and_the_developer_hears_so(office: Office):
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number)
    await office.person("chloe").click(ping, "Je prends")
    await office.card_shows(number, "Niveau 1 · Chloé")
    await office.offers_in_place(ping, [])
    await office.person("david").click_stale(ping, "Je prends")
    await office.whispered("david", number, "pas au niveau 2")


def given_back(office: Office, number: str) -> int:
    thread = office.simulator.messages(SUPPORT, office.card(number).ts)
    return sum("David" in m.words and "@Alice le reprend" in m.words for m in thread)


@pytest.mark.parametrize("rounds", [1, 2])
async def test_a_developer_gives_it_back_and_it_begins_again(office: Office, rounds: int):
    number = await office.open("acme imprimante HS")
    for _ in range(rounds):
        await office.click("alice", number, "Passer au niveau 2")
        ping = await office.offers(DEV, number, ["Je prends", "Clore"])
        await office.person("david").click(ping, "Je prends")
        await office.card_shows(number, "Niveau 2 · David")
        taken = await office.offers_in_place(ping, ["Rendre", "Clore"])
        await office.person("david").click(taken, "Rendre")
        await office.card_shows(number, "Niveau 1 · Alice")
        await office.offers_in_place(ping, [])
    await office.simulator.until(lambda: given_back(office, number) == rounds)


async def test_what_is_ones_own_is_not_taken_back(office: Office):
    number = await office.open("acme imprimante HS")
    await office.person("alice").pick(office.card(number), "", "Reprendre")
    await office.whispered("alice", number, "est déjà à")
    await office.person("david").pick(office.card(number), "", "Reprendre")
    await office.whispered("david", number, "membres de la permanence")


async def test_a_call_is_given_to_a_colleague_who_is_mentioned(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    await alice.pick(office.card(number), "", "Confier à…")
    form = await alice.wait_view("Confier l’appel")
    assert form.labels == ["À"]
    assert await alice.submit({"À": "Bruno"}) == {}
    await office.card_shows(number, "Niveau 1 · Bruno", "niveau 2 appelé à 10:10")
    line = await office.line(number, "Alice confie l'appel à @Bruno")
    assert "@Alice" not in line.words

    await office.person("bruno").pick(office.card(number), "", "Confier à…")
    await office.person("bruno").wait_view("Confier l’appel")
    assert await office.person("bruno").submit({"À": "Alice"}) == {}
    await office.line(number, "Bruno confie l'appel à @Alice")
    await office.later(minutes=10)
    await office.seen(DEV, number, "Sans solution après 10 min", "Suivi par Alice")


async def test_after_it_was_reopened_it_is_taken_back_as_before_and_no_deadline_runs(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await office.click("alice", number, "Rouvrir")
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number, "Transfert demandé")
    await office.click("bruno", number, "Reprendre")
    await office.offers_in_place(ping, [])
    card = await office.card_shows(number, "Niveau 1 · Bruno")
    assert "niveau 2 appelé à" not in card.words
    await office.later(minutes=30)
    await office.quiet()
    assert len(await pings(office, number)) == 1


async def test_the_second_who_takes_it_hears_who_was_first(office: Office):
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.offers(DEV, number, ["Je prends", "Clore"])
    await office.person("david").click(ping, "Je prends")
    await office.person("emma").click_stale(ping, "Je prends")
    await office.whispered("emma", number, "déjà pris par @David")
