"""The compte rendu and its versions: what reopening keeps, who solved it, what a decision changes afterwards."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator import Fault, FaultKind, View
from tests.stories.office import Office
from tests.stories.test_decisions import messages_to, needing, row_of
from tests.support.workspace import DEV, SERVICE, plain

KEPT = (
    "Imputation",
    "Diagnostic",
    "Solution",
    "Traité par",
    "Mise à jour de LINA effectuée",
    "Version installée",
    "Minutes niveau 1",
    "Minutes niveau 2",
    "Suite à donner",
    "Informer le développement",
    "Niveau 1 saura faire",
)


def kept(form: View) -> dict[str, str | bool | Sequence[str] | None]:
    return {label: form.values[label] for label in KEPT}


async def taken_by_emma(office: Office) -> str:
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.later(minutes=12)
    ping = await office.seen(DEV, number, "Sans solution")
    await office.later(minutes=1)
    await office.person("emma").click(ping, "Je prends")
    await office.card_shows(number, "Niveau 2", "Emma")
    await office.later(minutes=1)
    return number


async def test_reopening_keeps_all_and_closing_again_replaces_it(office: Office, tmp_path: Path):
    number = await taken_by_emma(office)
    await office.person("emma").click(await office.offers(DEV, number, ["Rendre", "Clore"]), "Clore")
    form = await office.person("emma").wait_view(f"Compte rendu {number}")
    assert (form.values["Traité par"], form.values["Minutes niveau 1"], form.values["Minutes niveau 2"]) == (
        "Niveau 2",
        "13",
        "1",
    )
    given: dict[str, str | bool | Sequence[str] | None] = {
        "Diagnostic": "File bloquée",
        "Solution": "Spouleur redémarré.",
        "Mise à jour de LINA effectuée": True,
        "Suite à donner": "Revoir en 5.2",
        "Informer le développement": True,
        "Niveau 1 saura faire": "Redémarrer le spouleur",
    }
    await office.person("emma").fill("Diagnostic", "File bloquée")
    assert await office.person("emma").submit(given) == {}
    await office.card_shows(number, "Clos")
    await office.seen(SERVICE, f"Compte rendu {number}", "effectuée (5.1)")
    before = await row_of(office, tmp_path, number)

    await office.click("alice", number, "Rouvrir")
    await office.card_shows(number, "Niveau 2", "Emma")
    await office.later(minutes=40)
    form = await office.form("emma", number, "Clore", "Compte rendu")
    assert kept(form) == {
        "Imputation": "Assistance",
        "Diagnostic": "File bloquée",
        "Solution": "Spouleur redémarré.",
        "Traité par": "Niveau 2",
        "Mise à jour de LINA effectuée": form.values["Mise à jour de LINA effectuée"],
        "Version installée": "5.1",
        "Minutes niveau 1": "13",
        "Minutes niveau 2": "1",
        "Suite à donner": "Revoir en 5.2",
        "Informer le développement": form.values["Informer le développement"],
        "Niveau 1 saura faire": "Redémarrer le spouleur",
    }
    assert form.values["Mise à jour de LINA effectuée"]
    assert form.values["Informer le développement"]
    assert await office.person("emma").submit() == {}
    title = f"Compte rendu {number} (version 2) – Annule et remplace"
    await office.seen(SERVICE, title)
    await office.seen(DEV, title)
    await office.told("camille", title)
    after = await row_of(office, tmp_path, number)
    same = ("minutes_n1", "minutes_n2", "niveau", "imputation", "numero")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


async def test_what_is_written_after_reopening_is_added_to_the_solution(office: Office):
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Projet", "Solution": "Câble rebranché."})
    await office.click("alice", number, "Rouvrir")
    await office.card_shows(number, "Niveau 1")
    await office.later(minutes=5)
    card = office.card(number)
    await office.person("alice").write(card.channel, "En fait le bac était vide", card.ts)
    await office.quiet()
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Câble rebranché.\nEn fait le bac était vide"


async def test_a_developer_who_closes_without_taking_is_level_2(office: Office):
    number = await office.open()
    await office.click("alice", number, "Passer au niveau 2")
    await office.later(minutes=4)
    ping = await office.offers(DEV, number, ["Je prends", "Clore"])
    david = office.person("david")
    await david.click(ping, "Clore")
    form = await david.wait_view(f"Compte rendu {number}")
    assert (form.values["Traité par"], form.values["Minutes niveau 2"]) == ("Niveau 2", "4")
    assert await david.submit({"Imputation": "Projet", "Solution": "Pilote réinstallé."}) == {}
    report = await office.seen(SERVICE, f"Compte rendu {number}")
    assert "*Alice*, *David*" in report.words
    assert "*Résolu au*\nNiveau 2" in plain(report.words)


async def test_the_time_that_a_call_is_held_is_not_counted(office: Office):
    number = await office.open()
    await office.later(minutes=3)
    form = await office.form("alice", number, "Rappel prévu…", "Rappel prévu")
    assert form.labels == ["Rappel à", "Motif"]
    assert await office.person("alice").submit({"Motif": "Il essaie"}) == {}
    await office.card_shows(number, "Rappel prévu")
    await office.later(minutes=50)
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Minutes niveau 1"] == "3"


async def test_the_form_says_the_call_and_the_demand_first(office: Office):
    number = await office.open("acme imprimante HS")
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert plain(form.words).startswith("*Acme Industrie* – imprimante HS")


async def test_the_version_that_was_installed_is_the_clients_at_once(office: Office):
    number = await office.open("acme mise à jour")
    await office.card_shows(number, "4.8")
    await office.form("alice", number, "Clore", "Compte rendu")
    given: dict[str, Any] = {
        "Imputation": "Projet",
        "Solution": "Fait.",
        "Mise à jour de LINA effectuée": True,
    }
    assert list(await office.person("alice").submit({**given, "Version installée": "hier"})) == [
        "Version installée"
    ]
    assert await office.person("alice").submit({"Version installée": "V5,2"}) == {}
    await office.card_shows(number, "Clos")
    words = plain(await office.person("alice").command("/lina client acme"))
    assert "5.2" in words
    assert "4.8" not in words


async def test_sent_before_its_box_appeared_the_error_is_under_the_imputation(office: Office):
    number = await office.open("acme mise à jour")
    alice = office.person("alice")
    form = await office.form("alice", number, "Clore", "Compte rendu")
    office.simulator.faults.add(Fault(kind=FaultKind.ERROR, method="views.update"))
    errors = await alice.submit({"Imputation": "Dépannage", "Solution": "Installé."})
    assert "Facturation annoncée" not in form.labels
    assert list(errors) == ["Imputation"]
    assert "annoncez-le au client" in plain(errors["Imputation"])


async def test_a_decision_tells_the_owner_and_nobody_else(office: Office):
    number = await needing(office)
    camille = office.person("camille")
    await camille.click(await office.told("camille", number), "Complément")
    line = await office.line(number, "a décidé", "Complément", "@Alice")
    assert "<@U0ALICE>" in str(line.blocks)
    await office.card_shows(number, "À clore", "Complément")


async def test_a_decision_after_closing_reaches_whoever_had_the_compte_rendu(office: Office, tmp_path: Path):
    number = await needing(office)
    await office.form("alice", number, "Clore", "Compte rendu")
    given: dict[str, Any] = {
        "Imputation": "À chiffrer",
        "Solution": "Noté.",
        "Informer le développement": True,
    }
    await office.person("alice").submit(given)
    await office.card_shows(number, "Clos")
    await office.told("camille", f"Compte rendu {number}", "À chiffrer")
    await office.later(hours=1)
    asked = next(m for m in messages_to(office, "camille", number) if "Complément" in m.buttons)
    await office.person("camille").click(asked, "Complément")
    title = f"Compte rendu {number} (version 2) – Annule et remplace"
    for report in (
        await office.told("camille", title),
        await office.seen(SERVICE, title),
        await office.seen(DEV, title),
    ):
        assert "*Imputation*\nComplément" in plain(report.words)
        assert "*Décision*\nComplément, par *Camille*" in plain(report.words)
        assert "Noté." in report.words
    assert (await row_of(office, tmp_path, number))["imputation"] == "Complément"
    await office.quiet()
    assert len(messages_to(office, "camille", title)) == 1
