"""The five commonest journeys, each told by what each person sees."""

import pytest

from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT, plain


async def test_a_known_client_is_solved_in_three_minutes(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    assert office.card(number).buttons == [
        "Problème constaté",
        "Question, aide ou mise à jour",
        "Évolution",
        "Passer au niveau 2",
        "Prévenir les techniciens",
        "Rappel prévu…",
        "Modifier",
        "Clore",
    ]
    assert office.card(number).options == ["Reprendre", "Confier à…", "Fiche client", "Ouvert par erreur"]
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.card_shows(number, "Assistance")
    await office.line(number, "Question, aide ou mise à jour", "Assistance")

    await office.later(seconds=170)
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.labels == [
        "Imputation",
        "Diagnostic",
        "Solution",
        "Traité par",
        "Mise à jour de LINA effectuée",
        "Version installée",
        "Minutes niveau 1",
        "Minutes niveau 2",
        "Autre intervenant",
        "Minutes autre intervenant",
        "Suite à donner",
        "Informer le développement",
        "Niveau 1 saura faire",
    ]
    assert form.values["Imputation"] == "Assistance"
    assert form.values["Traité par"] == "Niveau 1"
    assert form.values["Minutes niveau 1"] == "3"
    assert await alice.submit({"Solution": "Câble rebranché.", "Informer le développement": True}) == {}

    for_camille = await office.told("camille", "Compte rendu 2026-0001")
    report = await office.seen(SERVICE, "Compte rendu 2026-0001")
    for words in ("Acme Industrie", "Assistance", "imprimante HS", "Câble rebranché.", "Alice", "Niveau 1"):
        assert words in plain(for_camille.words)
        assert words in plain(report.words)
    await office.seen(DEV, "Compte rendu 2026-0001")
    card = await office.card_shows(number, "Clos", "Alice")
    assert card.buttons == ["Rouvrir"]

    await office.later(minutes=60)
    await office.quiet()
    assert office.find(DEV, "Sans solution") is None


async def test_not_solved_in_ten_minutes_the_developers_are_called_until_somebody_takes_it(office: Office):
    number = await office.open()
    await office.later(minutes=9)
    await office.quiet()
    assert office.find(DEV, number) is None

    await office.later(minutes=1)
    ping = await office.seen(DEV, number, "@devs", "Sans solution après 10 min", "imprimante HS", "Alice")
    await office.line(number, "Sans solution après 10 min")
    for reminder in (1, 2, 3):
        await office.later(minutes=5)
        replies = await office.replies(ping, reminder)
        assert replies[-1].broadcast
        assert "@devs" in replies[-1].words
        assert replies[-1].buttons == []
    await office.later(minutes=5)
    await office.told("anthony", number)
    await office.later(hours=2)
    await office.quiet()
    assert len(office.simulator.messages(DEV, ping.ts)) == 3
    assert len(office.simulator.direct_messages("U0ANTHONY")) == 1

    ping = await office.offers_in_place(ping, ["Je prends", "Clore"])
    await office.person("emma").click(ping, "Je prends")
    await office.card_shows(number, "Niveau 2", "Emma")
    await office.line(number, "Emma")
    taken = await office.offers_in_place(ping, ["Rendre", "Clore"])

    await office.person("emma").click(taken, "Rendre")
    await office.card_shows(number, "Niveau 1", "Alice")
    await office.offers_in_place(ping, [])
    await office.later(minutes=10)
    again = await office.offers(DEV, "Sans solution", ["Je prends", "Clore"])
    assert again.ts != ping.ts


async def test_an_unknown_client_is_opened_by_the_form_and_completed_later(office: Office):
    alice = office.person("alice")
    assert await alice.command("/lina appel") == ""
    form = await alice.wait_view("Nouvel appel")
    assert form.labels == ["Client", "Demande", "Contact", "Téléphone", "Déjà résolu"]
    assert "Acme Industrie (ACME)" in await alice.type_ahead("Client", "a")
    offered = await alice.type_ahead("Client", "Menuiserie Roux")
    assert [plain(o) for o in offered] == ["Nouveau client : Menuiserie Roux"]
    await alice.fill("Contact", "M. Roux")
    await alice.fill("Client", offered[0])
    asked = ["Client", "Demande", "Contact", "Téléphone", "Phase", "Contrat", "Déjà résolu"]
    await office.simulator.until(lambda: alice.view and alice.view.labels == asked)
    errors = await alice.submit({"Téléphone": "12", "Demande": "Ne démarre plus"})
    assert list(errors) == ["Téléphone"]
    assert await alice.submit({"Téléphone": "04 72 00 00 09"}) == {}

    card = await office.seen(SUPPORT, "2026-0001", "Menuiserie Roux", "M. Roux", "04 72 00 00 09")
    await office.whispered("alice", "2026-0001", card.permalink)
    await office.told("camille", "Menuiserie Roux")
    await office.click("alice", "2026-0001", "Après le projet")
    await office.click("alice", "2026-0001", "Question, aide ou mise à jour")
    await office.click("alice", "2026-0001", "Pas de contrat")
    await office.card_shows("2026-0001", "Dépannage")
    assert "Menuiserie Roux" in (await alice.command("/lina client Menuiserie Roux"))


async def test_an_invoiced_help_is_announced_before_the_work(office: Office):
    number = await office.open("bois aide à la saisie")
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.card_shows(number, "Dépannage", "À dire au client")
    await office.click("alice", number, "Facturation annoncée")
    await office.line(number, "acturation", "Alice")
    await office.simulator.until(lambda: "Facturation annoncée" not in office.card(number).buttons)
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Solution": "Saisie expliquée."}) == {}
    await office.seen(SERVICE, "Compte rendu 2026-0001", "Dépannage", "acturation annoncée", "Alice")


async def test_an_invoiced_help_is_refused(office: Office):
    number = await office.open("bois aide à la saisie")
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.click("alice", number, "Client refuse")
    await office.seen(SERVICE, "Compte rendu 2026-0001", "Sans suite", "Le client refuse la facturation.")
    await office.told("farid", "Compte rendu 2026-0001", "Le client refuse la facturation.")
    await office.card_shows(number, "Clos")


async def test_closing_asks_for_the_announcement_that_is_owed(office: Office):
    alice = office.person("alice")
    number = await office.open("acme mise à jour")
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert "Facturation annoncée" not in form.labels
    await alice.fill("Imputation", "Dépannage")
    await office.simulator.until(lambda: alice.view and "Facturation annoncée" in alice.view.labels)
    await alice.fill("Solution", "Installé.")
    assert list(await alice.submit()) == ["Facturation annoncée"]
    assert await alice.submit({"Facturation annoncée": True}) == {}
    await office.seen(SERVICE, "Compte rendu", "Dépannage", "Installé.", "acturation annoncée")


@pytest.mark.parametrize(
    ("client", "choice", "other", "imputation"),
    [
        ("carton", "Complément", "Comprise dans le prix", "Complément"),
        ("bois", "Devis envoyé", "Client rappelé", "À chiffrer"),
    ],
)
async def test_an_evolution_is_decided_by_the_account_manager(
    office: Office, client: str, choice: str, other: str, imputation: str
):
    manager = {"carton": "camille", "bois": "farid"}[client]
    number = await office.open(f"{client} un deuxième quai")
    await office.click("alice", number, "Évolution")
    need = await office.person("alice").wait_view("Besoin du client")
    assert need.labels == ["Besoin"]
    assert await office.person("alice").submit({"Besoin": "Gérer un deuxième quai"}) == {}
    await office.card_shows(number, "Transmis", "À chiffrer", "Gérer un deuxième quai")
    asked = await office.told(manager, "Gérer un deuxième quai")
    assert {choice, other} <= set(asked.buttons)

    await office.later(minutes=30)
    await office.quiet()
    assert office.find(DEV, number) is None

    await office.person(manager).click(asked, choice)
    await office.card_shows(number, imputation, choice)
    await office.line(number, choice)
    await office.simulator.until(
        lambda: choice not in office.simulator.direct_messages(f"U0{manager.upper()}")[-1].buttons
    )
