"""Every leaf of the triage, reached by clicks, as the card and the thread tell it."""

import pytest

from tests.stories.office import Office
from tests.support.workspace import DEV

DURING, AFTER = "Pendant le projet", "Après le projet"
ASKED = "Question, aide ou mise à jour"

LEAVES = [
    ((DURING, "Bug", "Corrigé"), "Projet", "Niveau 1"),
    ((DURING, "Bug", "Correction demandée"), "Projet", "Transmis"),
    ((DURING, "Demande d’aide", "Aide ou conseil"), "Projet", "Niveau 1"),
    ((DURING, "Demande d’aide", "Formation"), "À chiffrer", "Transmis"),
    ((DURING, "Évolution"), "À chiffrer", "Transmis"),
    ((AFTER, "Problème constaté", "Connu ou d’origine LINA"), "Sous garantie", "Niveau 1"),
    ((AFTER, "Problème constaté", "Erreur du client"), "Dépannage", "Niveau 1"),
    ((AFTER, "Problème constaté", "Autre cause"), "Dépannage", "Niveau 1"),
    ((AFTER, ASKED, "Contrat d’assistance"), "Assistance", "Niveau 1"),
    ((AFTER, ASKED, "Pas de contrat"), "Dépannage", "Niveau 1"),
    ((AFTER, "Évolution"), "À chiffrer", "Transmis"),
]


async def unknown_client(office: Office) -> str:
    alice = office.person("alice")
    await alice.command("/lina appel")
    await alice.wait_view("Nouvel appel")
    offered = await alice.type_ahead("Client", "Inconnu SA")
    await alice.fill("Client", offered[-1])
    assert await alice.submit({"Demande": "Ne démarre plus"}) == {}
    await office.seen("C0SUPPORT", "2026-0001")
    return "2026-0001"


@pytest.mark.parametrize(
    ("answers", "imputation", "state"), LEAVES, ids=lambda v: v[-1] if isinstance(v, tuple) else v
)
async def test_a_leaf_books_the_time_and_says_who_has_the_call(
    office: Office, answers: tuple[str, ...], imputation: str, state: str
):
    alice = office.person("alice")
    number = await unknown_client(office)
    for answer in answers:
        await office.click("alice", number, answer)
    if answers[-1] == "Évolution":
        await alice.wait_view("Besoin du client")
        assert await alice.submit({"Besoin": "Un quai"}) == {}
    await office.card_shows(number, f"→ *{imputation}*", state)
    await office.line(number, *answers, imputation)
    if answers[-1] == "Correction demandée":
        asked = await office.seen(DEV, number)
        assert asked.buttons == ["Je prends", "Livrée"]
    if answers[-1] == "Connu ou d’origine LINA":
        await office.card_shows(number, "Mettre LINA à jour")


async def test_the_step_back_is_told_in_the_thread_and_where_it_was_asked(office: Office):
    number = await unknown_client(office)
    for answer in (DURING, "Bug", "Correction demandée"):
        await office.click("alice", number, answer)
    asked = await office.seen(DEV, number)
    await office.card_shows(number, "Transmis")
    await office.later(minutes=20)
    await office.click("alice", number, "Étape précédente")
    await office.line(number, "Correction demandée", "Alice")
    await office.simulator.until(lambda: office.simulator.messages(DEV, asked.ts))
    ping = await office.offers(DEV, "Sans solution", ["Je prends", "Clore"])
    assert number in ping.words


async def test_two_people_answer_at_once_and_one_gets_a_word(office: Office):
    number = await office.open()
    card = office.card(number)
    await office.person("alice").click(card, "Problème constaté")
    await office.person("bruno").click_stale(card, "Évolution")
    await office.whispered("bruno", "Alice", number)
    await office.card_shows(number, "Problème constaté")
