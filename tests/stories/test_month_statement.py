"""The month's statement: sent once on the first working day, validated by client, corrected by call."""

import io
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.app import BotConfig
from bot.exchange.statement_file import COLUMNS
from bot.storage.tiny.folder import TinyStore
from simulator import Fault, FaultKind, Message
from tests.stories.office import Office
from tests.support.workspace import SERVICE, config, plain

FIRST_WORKING_DAY = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
"""Nine o'clock in Paris, on a Tuesday."""


@pytest.fixture
def what() -> BotConfig:
    usual = config()
    return replace(usual, policy=replace(usual.policy, statement_at=time(9)))


async def closed(office: Office, words: str, imputation: str, minutes: tuple[int, int] = (10, 0)) -> str:
    number = await office.open(words)
    await office.form("alice", number, "Clore", "Compte rendu")
    form = {
        "Imputation": imputation,
        "Solution": "Réglé.",
        "Minutes niveau 1": str(minutes[0]),
        "Minutes niveau 2": str(minutes[1]),
    }
    assert await office.person("alice").submit(form) == {}
    await office.card_shows(number, "Clos")
    return number


def statements_to(office: Office, name: str) -> list[Message]:
    direct = office.simulator.direct_messages(f"U0{name.upper()}")
    return [m for m in direct if plain(m.words).startswith("Relevé de novembre 2026")]


async def december(office: Office, at: datetime = FIRST_WORKING_DAY) -> None:
    office.clock.move_to(at)
    await office.later(seconds=1)


async def statement(office: Office, name: str, *words: str) -> Message:
    """The statement of November once it shows these words."""

    def shown() -> Message | None:
        found = statements_to(office, name)
        return next((m for m in found if all(plain(w) in plain(m.words) for w in words)), None)

    return await office.simulator.until(shown)


async def workbook(office: Office, name: str) -> dict[str, list[list[Any]]]:
    """The file that follows the statement."""

    def shared() -> Message | None:
        return next((m for m in office.simulator.direct_messages(f"U0{name.upper()}") if m.files), None)

    message = await office.simulator.until(shared)
    (file,) = message.files
    assert (file["name"], file["title"]) == ("releve-2026-11.xlsx", "Relevé de novembre 2026")
    content = office.simulator.workspace.files[file["id"]]["content"]
    book = load_workbook(io.BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
    }


async def test_each_account_manager_reads_the_month_of_their_clients(office: Office):
    acme = await closed(office, "acme imprimante HS", "Assistance", (12, 65))
    bois = await closed(office, "bois une question", "Sous garantie", (5, 0))
    await december(office)
    to_camille = await statement(office, "camille", acme)
    assert "Corriger…" in to_camille.buttons
    assert plain("Assistance : 1 h 17 (niveau 1 0 h 12, niveau 2 1 h 05)") in plain(to_camille.words)
    assert bois not in to_camille.words
    to_farid = await statement(office, "farid", bois)
    assert acme not in to_farid.words
    sheets = await workbook(office, "camille")
    head, *rows = sheets["Relevé"]
    assert head == list(COLUMNS)
    assert [(row[0], row[8], row[9]) for row in rows] == [(acme, 12, 65)]
    assert sheets["Totaux"][1] == ["ACME", "Acme Industrie", "Assistance", 12, 65, "=D2+E2"]
    await office.later(days=2)
    await office.quiet()
    assert len(statements_to(office, "camille")) == 1


async def test_it_waits_for_the_first_working_day(office: Office):
    await closed(office, "acme imprimante HS", "Assistance")
    await december(office, datetime(2026, 12, 1, 7, 58, tzinfo=UTC))
    await office.quiet()
    assert not statements_to(office, "camille")
    await office.later(minutes=3)
    await statement(office, "camille", "Acme")


async def test_a_bot_that_was_down_sends_it_once_and_says_that_it_is_late(office: Office):
    await closed(office, "acme imprimante HS", "Assistance")
    await office.quiet()
    await office.stop()
    office.clock.move_to(FIRST_WORKING_DAY + timedelta(days=2, hours=3))
    await office.start()
    await office.later(seconds=1)
    told = await statement(office, "camille", "le bot était arrêté")
    assert plain("prévu le 01/12/2026 à 09:00, envoyé le 03/12/2026 à 12:00") in plain(told.words)
    await office.quiet()
    await office.stop()
    await office.start()
    await office.later(hours=1)
    await office.quiet()
    assert len(statements_to(office, "camille")) == 1


async def test_a_month_without_calls_is_said_in_a_line_and_has_no_file(office: Office):
    office.clock.move_to(datetime(2026, 10, 5, 8, tzinfo=UTC))
    await closed(office, "acme imprimante HS", "Assistance")
    await december(office)
    told = await statement(office, "camille", "Aucun appel de vos clients ce mois-ci.")
    assert told.buttons == []
    await office.quiet()
    assert not any(m.files for m in office.simulator.direct_messages("U0CAMILLE"))


async def test_a_bot_that_is_new_says_nothing_of_the_months_before(office: Office, tmp_path: Path):
    await office.stop()
    office.clock.move_to(FIRST_WORKING_DAY + timedelta(days=3))
    office.folder = tmp_path / "new"
    await office.start()
    await office.later(seconds=1)
    await office.quiet()
    assert not statements_to(office, "camille")
    office.clock.move_to(datetime(2027, 1, 4, 8, tzinfo=UTC))
    await office.later(seconds=1)
    await office.told("camille", "Relevé de décembre 2026", "Aucun appel")


async def test_valider_is_written_down_and_a_change_afterwards_is_marked(office: Office):
    number = await closed(office, "acme imprimante HS", "Assistance", (12, 0))
    await december(office)
    told = await statement(office, "camille", number)
    camille = office.person("camille")
    await camille.click(told, "Valider")
    await office.whispered("camille", "Le mois de ce client est validé.")
    told = await statement(office, "camille", "Validé le 01/12/2026 à 09:00 par Camille")
    assert "Valider" not in told.buttons

    await camille.click(told, "Corriger…")
    form = await camille.wait_view("Corriger l’appel")
    assert "Acme Industrie" in form.words
    assert await camille.submit({"Imputation": "Projet", "Minutes niveau 1": "20", "Motif": "Forfait"}) == {}
    told = await statement(office, "camille", "modifié depuis la validation", "Projet")
    await office.line(number, "Camille corrige l’appel", "Projet", "0 h 20", "Forfait")
    await office.seen(SERVICE, f"Compte rendu {number} (version 2) – Annule et remplace", "Forfait")
    await office.told("camille", f"Compte rendu {number} (version 2)")
    await camille.click(told, "Valider")
    told = await statement(office, "camille", "Validé le")
    await office.simulator.until(
        lambda: (m := statements_to(office, "camille")) and "modifié depuis" not in m[-1].words
    )


async def test_what_is_undecided_comes_first_and_keeps_the_month_from_being_validated(office: Office):
    first = await closed(office, "carton imprimante HS", "Projet")
    second = await office.open("carton un nouveau besoin")
    await office.click("alice", second, "Évolution")
    await office.person("alice").wait_view("Besoin du client")
    await office.person("alice").submit({"Besoin": "Un quai"})
    asked = await office.told("camille", second, "Un quai")
    await office.form("alice", second, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "À chiffrer", "Solution": "Noté."})
    await office.card_shows(second, "Clos")
    await december(office)
    told = await statement(office, "camille", "À décider")
    assert told.words.index(second) < told.words.index(first)
    assert "Valider" not in told.buttons
    assert plain("Ce mois se valide une fois que tout est décidé.") in plain(told.words)
    await office.person("camille").click(asked, "Complément")
    told = await office.simulator.until(
        lambda: next((m for m in statements_to(office, "camille") if "Valider" in m.buttons), None)
    )
    assert "Complément" in told.words


async def test_account_managers_read_their_own_and_the_lead_all(office: Office):
    number = await closed(office, "acme imprimante HS", "Assistance")
    await december(office)
    await statement(office, "camille", number)
    await office.person("bruno").command("/lina releve 2026-11")
    await office.whispered("bruno", "Le relevé du mois est pour les chargés d’affaires")
    await office.person("farid").command("/lina relevé 2026-11")
    await office.whispered("farid", "Relevé de novembre 2026", "Aucun appel")
    await office.person("anthony").command("/lina releve 2026-11")
    await office.whispered("anthony", "Relevé de novembre 2026", number, "Valider")


async def test_the_command_shows_the_past_month_and_any_other(office: Office):
    number = await closed(office, "acme imprimante HS", "Assistance")
    await office.person("camille").command("/lina releve 2026-11")
    shown = await office.whispered("camille", "Relevé de novembre 2026", number)
    assert "Valider" not in shown
    await office.person("camille").command("/lina releve")
    await office.whispered("camille", "Relevé d’octobre 2026", "Aucun appel")
    await office.person("camille").command("/lina releve nov")
    await office.whispered("camille", "Écrivez le mois comme 2026-11.")


async def test_a_client_that_changed_hands_is_its_new_account_managers(office: Office, tmp_path: Path):
    number = await closed(office, "acme imprimante HS", "Assistance")
    await office.quiet()
    await office.stop()
    async with TinyStore.open(tmp_path / "data") as store:
        await store.clients.change(
            lambda d: d.with_client(replace(d.clients["ACME"], account_manager="U0FARID"))
        )
    await office.start()
    await december(office)
    told = await statement(office, "farid", number)
    assert plain("Chargé d'affaires d'alors : Camille") in plain(told.words)
    assert all(number not in m.words for m in statements_to(office, "camille"))


async def test_an_unreachable_account_manager_is_read_by_the_service(office: Office):
    number = await closed(office, "bois une question", "Sous garantie")
    office.simulator.deactivate("U0FARID")
    await december(office)
    await office.seen(SERVICE, "Relevé de novembre 2026", number, "que Slack ne permet pas de joindre")


async def test_a_call_that_was_archived_meanwhile_is_corrected_too(office: Office):
    office.clock.move_to(datetime(2026, 11, 3, 9, tzinfo=UTC))
    number = await closed(office, "acme imprimante HS", "Assistance", (12, 0))
    await office.quiet()
    await office.stop()
    office.clock.move_to(datetime(2026, 11, 25, 9, tzinfo=UTC))
    await office.start()  # archives what was closed a week ago
    await office.quiet()
    assert (office.folder / "2026-11.json").exists()
    await december(office)
    told = await statement(office, "camille", number)
    await office.person("camille").click(told, "Corriger…")
    await office.person("camille").wait_view("Corriger l’appel")
    assert await office.person("camille").submit({"Minutes niveau 2": "30", "Motif": "Oubli"}) == {}
    await office.seen(SERVICE, f"Compte rendu {number} (version 2)", "Oubli")
    await statement(office, "camille", "niveau 2 0 h 30")


async def test_a_correction_without_a_reason_or_without_a_change_is_refused(office: Office):
    number = await closed(office, "acme imprimante HS", "Assistance", (12, 0))
    await december(office)
    camille = office.person("camille")
    await camille.click(await statement(office, "camille", number), "Corriger…")
    await camille.wait_view("Corriger l’appel")
    refused = await camille.submit({"Motif": "Pour rien"})
    assert [plain(text) for text in refused.values()] == [
        "Rien n'est changé : le compte rendu dit déjà cela."
    ]


async def test_a_lead_reads_who_answers_for_each_client_and_one_client_alone(office: Office):
    acme = await closed(office, "acme imprimante HS", "Assistance")
    bois = await closed(office, "bois une question", "Sous garantie")
    await office.person("anthony").command("/lina releve 2026-11 bois")
    shown = await office.whispered("anthony", "Relevé de novembre 2026", bois)
    assert acme not in shown
    await office.person("anthony").command("/lina releve 2026-11")
    await office.whispered("anthony", acme, "(ACME) – Camille", bois, "(BOIS) – Farid")


async def test_the_workbook_comes_once_though_slacks_answer_is_lost(office: Office):
    await closed(office, "acme imprimante HS", "Assistance")
    cut = Fault(kind=FaultKind.CUT_AFTER, method="files.completeUploadExternal")
    office.simulator.faults.add(cut)
    await december(office)
    await workbook(office, "camille")
    await office.later(minutes=5)
    await office.quiet()
    shared = [m for m in office.simulator.direct_messages("U0CAMILLE") if m.files]
    assert len(shared) == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_the_workbook_is_tried_again_when_slack_fails(office: Office, method: str):
    await closed(office, "acme imprimante HS", "Assistance")
    office.simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method=method, times=2))
    await december(office)
    await statement(office, "camille", "Acme")
    for _ in range(4):
        await office.quiet()
        await office.later(minutes=1)
    await workbook(office, "camille")
