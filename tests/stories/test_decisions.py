"""The decision loop, what waits, the contract's meter, the invoicing that is announced, and clients to complete."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.app import BotConfig
from bot.demo.samples import clients
from bot.domain.clients.client import Client
from bot.exchange.calls_export import CallsExport, Row
from bot.storage.tiny.folder import TinyStore
from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import SERVICE, SUPPORT, TUESDAY_AT_TEN, config, plain

HOLIDAY = date(2026, 11, 26)
"""The Thursday of the story, for once."""


@pytest.fixture
def what() -> BotConfig:
    usual = config()
    policy = replace(usual.policy, is_working_day=lambda day: day.weekday() < 5 and day != HOLIDAY)
    return replace(usual, policy=policy)


async def needing(office: Office, client: str = "carton", need: str = "Un deuxième quai") -> str:
    """A call that waits for its account manager's decision; Carton's project runs, Bois' is over."""
    number = await office.open(f"{client} un nouveau besoin")
    await office.click("alice", number, "Évolution")
    await office.person("alice").wait_view("Besoin du client")
    await office.person("alice").submit({"Besoin": need})
    await office.told("camille" if client == "carton" else "farid", number, need)
    return number


async def row_of(office: Office, folder: Path, number: str) -> Row:
    """The call's row in an export."""
    await office.quiet()
    async with TinyStore.open(folder / "data", exclusive=False) as store:
        names = (await store.clients.directory()).people
        ledger = CallsExport(zone=office.plan.policy.zone, names=names)
        rows = ledger.rows([call async for call in store.calls.every()])
    return next(row for row in rows if row["numero"] == number)


def messages_to(office: Office, name: str, *words: str) -> list[Message]:
    direct = office.simulator.direct_messages(f"U0{name.upper()}")
    return [m for m in direct if all(plain(w) in plain(m.words) for w in words)]


async def test_a_decision_changes_the_card_the_thread_and_the_export_until_it_is_undone(
    office: Office, tmp_path: Path
):
    number = await needing(office)
    assert (await row_of(office, tmp_path, number))["decision"] == "à décider"
    camille = office.person("camille")
    await camille.click(await office.told("camille", number), "Complément")
    await office.card_shows(number, "Complément")
    await office.line(number, "Camille a décidé", "Complément")
    assert (await row_of(office, tmp_path, number))["imputation"] == "Complément"
    decided = await office.simulator.until(
        lambda: next((m for m in messages_to(office, "camille", number, "Décision :") if not m.buttons), None)
    )

    await office.later(hours=5)
    await camille.pick(decided, "", "Annuler la décision")
    await office.line(number, "Camille revient sur sa décision")
    await office.card_shows(number, "À chiffrer")
    again = await office.simulator.until(
        lambda: next((m for m in messages_to(office, "camille", number) if "Complément" in m.buttons), None)
    )
    assert (await row_of(office, tmp_path, number))["decision"] == "à décider"
    await camille.click(again, "Comprise dans le prix")
    await office.card_shows(number, "Projet")


async def test_a_decision_is_undone_by_whoever_made_it_and_on_that_day(office: Office):
    number = await needing(office, "bois", "Un devis")
    farid = office.person("farid")
    await farid.click(await office.told("farid", number), "Devis envoyé")
    await office.line(number, "Farid a décidé", "Devis envoyé")
    decided = await office.simulator.until(
        lambda: next((m for m in messages_to(office, "farid", number) if m.options), None)
    )
    await office.later(days=1)
    await farid.pick(decided, "", "Annuler la décision")
    await office.whispered("farid", "ne s’annule que le jour même")


async def test_a_reminder_after_two_working_days(office: Office):
    number = await needing(office)
    await office.later(days=2)  # Thursday, a holiday
    await office.later(hours=23)
    assert not messages_to(office, "camille", number, "toujours attendue")
    await office.later(hours=2)  # Friday
    reminder = await office.told("camille", number, "toujours attendue", "Un deuxième quai")
    assert "Complément" in reminder.buttons
    await office.later(days=20)
    await office.quiet()
    assert len(messages_to(office, "camille", number, "attendue")) == 1
    await office.person("camille").click(reminder, "Complément")
    await office.card_shows(number, "Complément")
    await office.simulator.until(
        lambda: all("Complément" not in m.buttons for m in messages_to(office, "camille", number))
    )


async def test_no_reminder_of_what_is_decided_or_asked_no_more(office: Office):
    decided = await needing(office)
    await office.later(minutes=2)
    withdrawn = await needing(office, need="Un autre quai")
    asked = next(iter(messages_to(office, "camille", decided)))
    await office.person("camille").click(asked, "Comprise dans le prix")
    await office.card_shows(decided, "Projet")
    await office.click("alice", withdrawn, "Étape précédente")
    await office.line(withdrawn, "revient sur")
    await office.later(days=7)
    await office.quiet()
    assert not messages_to(office, "camille", "toujours attendue")


async def test_what_waits_is_in_the_weekly_announcement_even_after_closing(office: Office):
    number = await needing(office)
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "À chiffrer", "Solution": "Noté."})
    await office.card_shows(number, "Clos")
    office.clock.move_to(datetime(2026, 11, 30, 7, 30, tzinfo=UTC))
    await office.later(seconds=1)
    await office.seen(SERVICE, "Semaine 49", "À décider", number, "Un deuxième quai", "Camille")


async def test_a_warranty_that_is_over_is_told_and_changes_nothing(office: Office):
    number = await office.open("acme erreur à l’écran")
    for answer in ("Problème constaté", "Connu ou d’origine LINA"):
        await office.click("alice", number, answer)
    await office.card_shows(number, "Sous garantie", "Mettre LINA à jour")
    await office.told("camille", number, "sous garantie", "échue depuis le 20/10/2026")
    await office.click("alice", number, "Étape précédente")
    await office.click("alice", number, "Connu ou d’origine LINA")
    await office.quiet()
    assert len(messages_to(office, "camille", "échue depuis")) == 1


async def test_a_client_who_refused_to_pay_may_agree_after_all(office: Office, tmp_path: Path):
    number = await office.open("bois une question")
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.card_shows(number, "À dire au client", "il vous sera facturé")
    await office.click("alice", number, "Client refuse")
    await office.seen(SERVICE, f"Compte rendu {number}", "Le client refuse la facturation.", "Sans suite")
    assert (await row_of(office, tmp_path, number))["facturation_annoncee_par"] == "Alice"
    await office.click("alice", number, "Rouvrir")
    await office.click("bruno", number, "Facturation annoncée")
    await office.line(number, "Bruno a annoncé la facturation")
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Dépannage", "Solution": "Réglé."})
    await office.seen(SERVICE, "(version 2)", "Facturation annoncée par Bruno", "Dépannage")
    row = await row_of(office, tmp_path, number)
    assert (row["facturation_annoncee_par"], row["imputation"]) == ("Bruno", "Dépannage")


async def test_after_a_refusal_the_form_asks_again(office: Office):
    number = await office.open("bois une question")
    await office.click("alice", number, "Question, aide ou mise à jour")
    await office.click("alice", number, "Client refuse")
    await office.card_shows(number, "Clos")
    await office.click("alice", number, "Rouvrir")
    await office.form("alice", number, "Clore", "Compte rendu")
    errors = await office.person("alice").submit({"Imputation": "Dépannage", "Solution": "Réglé."})
    assert list(errors) == ["Facturation annoncée"]


class TestContracts:
    """Acme's contract has 7.5 hours; Camille is its account manager."""

    @pytest.fixture
    def sample(self) -> Callable[..., Client]:
        acme = next(c for c in clients(TUESDAY_AT_TEN.date()) if c.code == "ACME")

        def made(**contract: Any) -> Client:
            assert acme.contract
            return replace(acme, contract=replace(acme.contract, **contract))

        return made

    async def put(self, office: Office, folder: Path, client: Client) -> None:
        """The directory as another start of the bot finds it."""
        await office.stop()
        async with TinyStore.open(folder / "data") as store:
            await store.clients.change(lambda directory: directory.with_client(client))
        await office.start()

    async def assisted(self, office: Office, minutes: int) -> str:
        number = await office.open(f"acme une question de {minutes} minutes")
        await office.form("alice", number, "Clore", "Compte rendu")
        form = {"Imputation": "Assistance", "Solution": "Réglé.", "Minutes niveau 1": str(minutes)}
        assert await office.person("alice").submit(form) == {}
        await office.card_shows(number, "Clos")
        await office.quiet()
        return number

    async def test_the_card_shows_what_is_left_before_and_after(self, office: Office):
        other = await office.open("acme une autre question")
        await office.card_shows(other, "reste 7 h 30")
        first = await self.assisted(office, 60)
        await office.card_shows(other, "reste 6 h 30")
        await office.card_shows(await office.open("acme encore une question"), "reste 6 h 30")
        await office.click("alice", first, "Rouvrir")
        await office.card_shows(other, "reste 7 h 30")

    async def test_few_hours_left_are_told_once(self, office: Office):
        await self.assisted(office, 330)
        assert not messages_to(office, "camille", "C-2031")
        await self.assisted(office, 1)
        told = await office.told("camille", "C-2031", "il reste 1 h 59")
        assert "Acme Industrie (ACME)" in told.words
        await self.assisted(office, 200)
        await office.later(days=3)
        await office.quiet()
        assert len(messages_to(office, "camille", "C-2031")) == 1

    async def test_its_end_is_told_thirty_days_before_without_any_call_and_once(
        self, office: Office, tmp_path: Path, sample: Callable[..., Client]
    ):
        await self.put(office, tmp_path, sample(end=date(2026, 12, 30)))
        await office.later(days=5)
        await office.quiet()
        assert not messages_to(office, "camille", "C-2031", "prend fin")
        await office.later(days=1, hours=1)
        await office.told("camille", "C-2031", "prend fin le 30/12/2026")
        await office.stop()
        await office.start()
        await office.later(days=10)
        await office.open("acme une question")
        await office.quiet()
        assert len(messages_to(office, "camille", "C-2031", "prend fin")) == 1

    async def test_a_renewed_contract_is_told_of_again(
        self, office: Office, tmp_path: Path, sample: Callable[..., Client]
    ):
        await self.put(office, tmp_path, sample(hours=Decimal(1)))
        await office.told("camille", "C-2031", "il reste 1 h")
        await office.stop()
        async with TinyStore.open(tmp_path / "data") as store:
            renewed = sample(hours=Decimal("1.5"))
            await store.clients.change(lambda directory: directory.import_all([renewed])[0])
        await office.start()
        await office.told("camille", "C-2031", "il reste 1 h 30")

    async def test_an_expired_contract_and_one_without_limits_are_told_of_never(
        self, office: Office, tmp_path: Path, sample: Callable[..., Client]
    ):
        await self.put(office, tmp_path, sample(end=date(2026, 11, 1), hours=Decimal(0)))
        await self.put(office, tmp_path, replace(sample(end=None, hours=None), code="LIBRE", name="Libre"))
        await office.open("libre une question")
        await office.open("acme une question")
        await office.quiet()
        assert not messages_to(office, "camille", "C-2031")


class TestProvisionalClients:
    async def opened(self, office: Office) -> tuple[str, Message]:
        alice = office.person("alice")
        await alice.command("/lina appel")
        await alice.wait_view("Nouvel appel")
        await alice.fill("Client", "Nouveau client : Menuiserie Roux")
        await alice.submit({"Demande": "Écran noir"})
        card = await office.seen(SUPPORT, "Menuiserie Roux", "Écran noir")
        number = card.words[:9]
        asked = await office.told("camille", "Client provisoire à compléter", "Menuiserie Roux")
        return number, asked

    async def test_the_account_manager_completes_it_by_a_form(self, office: Office):
        number, asked = await self.opened(office)
        camille = office.person("camille")
        await camille.click(asked, "Compléter")
        await camille.wait_view("Compléter le client")
        errors = await camille.submit({"Heures du contrat": "beaucoup", "Contrat": "C-9"})
        assert list(errors) == ["Heures du contrat"]
        errors = await camille.submit(
            {
                "Nom": "Menuiserie Roux & fils",
                "Phase": "Après le projet",
                "Contrat": "C-9",
                "Fin du contrat": "2027-12-31",
                "Heures du contrat": "7,5",
                "Chargé d’affaires": "Farid",
            }
        )
        assert errors == {}
        await office.card_shows(
            number,
            "Menuiserie Roux & fils",
            "Après le projet",
            "Contrat jusqu’au 31/12/2027",
            "7 h 30",
            "Farid",
        )
        await office.line(number, "Camille a complété la fiche du client")
        await office.simulator.until(
            lambda: not next(iter(messages_to(office, "camille", "Menuiserie Roux"))).buttons
        )
        await office.click("alice", number, "Question, aide ou mise à jour")
        await office.card_shows(number, "Assistance")

    async def test_what_was_completed_meanwhile_is_not_completed_again(self, office: Office):
        _, asked = await self.opened(office)
        camille = office.person("camille")
        await camille.click(asked, "Compléter")
        await camille.wait_view("Compléter le client")
        assert await camille.submit() == {}
        await office.simulator.until(
            lambda: not next(iter(messages_to(office, "camille", "Menuiserie Roux"))).buttons
        )
        await camille.click_stale(asked, "Compléter")
        await office.whispered("camille", "déjà complète")

    async def test_an_end_without_a_contract_is_an_error_under_the_contract(self, office: Office):
        _, asked = await self.opened(office)
        camille = office.person("camille")
        await camille.click(asked, "Compléter")
        await camille.wait_view("Compléter le client")
        assert list(await camille.submit({"Fin du contrat": "2027-12-31"})) == ["Contrat"]
        backwards = {"Contrat": "C-9", "Début du contrat": "2028-01-01", "Fin du contrat": "2027-12-31"}
        assert list(await camille.submit(backwards)) == ["Fin du contrat"]
