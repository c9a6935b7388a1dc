"""The whole thin journey: opened by words, escalated, taken, closed, reported."""

from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT


async def test_a_known_client_is_not_solved_in_ten_minutes(office: Office):
    david = office.person("david")
    assert "2026-0001" in await office.opening("acme imprimante HS")
    card = await office.seen(SUPPORT, "2026-0001", "Acme Industrie", "imprimante HS", "Niveau 1")
    await office.whispered("alice", "2026-0001", card.permalink)

    await office.later(minutes=10)
    ping = await office.seen(DEV, "2026-0001", "Sans solution après 10 min", "imprimante HS")
    assert ping.buttons == ["Je prends", "Clore"]
    await office.card_shows("2026-0001", "Niveau 2 appelé")

    await david.click(ping, "Je prends")
    await office.card_shows("2026-0001", "Niveau 2", "David")
    taken = await office.offers(DEV, "2026-0001", ["Rendre", "Clore"])

    await david.click(taken, "Clore")
    await david.wait_view("Compte rendu 2026-0001")
    errors = await david.submit({"Imputation": "Assistance", "Solution": "File d’impression vidée."})
    assert errors == {}
    await office.seen(SERVICE, "Compte rendu 2026-0001", "File d’impression vidée.")
    await office.told("camille", "Compte rendu 2026-0001", "File d’impression vidée.")
    await office.card_shows("2026-0001", "Clos")
    assert office.card("2026-0001").buttons == ["Rouvrir"]
