"""Who spent which time, what the client is told, and where the project-management tool has it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import BotConfig
from bot.delivery.senders.gdp import GdpTool
from bot.domain.outbox.notice import NoticeKind, ToolReceipt
from bot.domain.policy import ReportChannel, Reporting
from bot.storage.tiny.folder import TinyStore
from tests.delivery.mail_house import MailHouse, mail_house, part
from tests.delivery.test_gdp_tool import Tool, gdp_tool
from tests.stories.office import Office
from tests.support.workspace import SERVICE, config, plain

SERVICE_BOX = "service-lina@example.fr"
ACME_BOX = "contact@acme.example"
TICKED = {"Envoyer au client": True}


class AnsweringTool(Tool):
    """A tool that says what it calls each document, and where people read it."""

    async def take(self, request: web.Request) -> web.Response:
        await super().take(request)
        number, version = self.bodies[-1]["numero"], self.bodies[-1]["version"]
        answer = {"id": f"CR-{number}", "url": f"https://gdp.example.fr/{number}?v={version}"}
        return web.json_response(answer, status=201)


@pytest.fixture
async def mailbox() -> AsyncIterator[MailHouse]:
    async with mail_house() as made:
        yield made


@pytest.fixture
async def tool() -> AsyncIterator[Tool]:
    async with gdp_tool(AnsweringTool) as made:
        yield made


@pytest.fixture
def copies() -> bool:
    return False


@pytest.fixture
def what(mailbox: MailHouse, tool: Tool, copies: bool) -> BotConfig:  # noqa: FBT001  # a fixture
    usual = config()
    by = (ReportChannel.SLACK, ReportChannel.MAIL)
    reporting = Reporting(by=by, mail=SERVICE_BOX, gdp=True, client_copy=copies)
    return replace(
        usual,
        policy=replace(usual.policy, reporting=reporting),
        mail=mailbox.server,
        gdp=GdpTool(url=tool.url, token="jeton"),
    )


async def closed(office: Office, fields: Mapping[str, str | bool] | None = None) -> str:
    number = await office.open("acme imprimante HS")
    await office.form("alice", number, "Clore", "Compte rendu")
    form = {
        "Imputation": "Assistance",
        "Solution": "Câble rebranché.",
        "Minutes niveau 1": "12",
        "Suite à donner": "Prévoir un onduleur",
        "Niveau 1 saura faire": "Rebrancher",
    }
    assert await office.person("alice").submit({**form, **(fields or {})}) == {}
    await office.card_shows(number, "Clos")
    await office.quiet()
    return number


async def test_the_client_reads_what_concerns_the_client(office: Office, mailbox: MailHouse):
    number = await closed(office, TICKED)
    (mail,) = mailbox.to(ACME_BOX)
    assert plain(str(mail["Subject"])) == f"Votre appel {number} – Acme Industrie"
    assert (mail["Reply-To"], mail["Cc"]) == ("alice@example.fr", None)
    for kind in ("plain", "html"):
        text = plain(part(mail, kind))
        for told in (number, "imprimante HS", "Câble rebranché.", "contrat d'assistance", "Alice"):
            assert told in text
        for kept in ("onduleur", "Rebrancher", "Camille", "Prévoir", "Niveau 1", "archives"):
            assert kept not in text


async def test_never_without_the_tick(office: Office, mailbox: MailHouse):
    await closed(office)
    assert mailbox.mails
    assert mailbox.to(ACME_BOX) == []


async def test_the_box_is_there_for_a_client_with_an_address(office: Office):
    for words, offered in (("acme imprimante HS", True), ("carton imprimante HS", False)):
        number = await office.open(words)
        form = await office.form("alice", number, "Clore", "Compte rendu")
        assert ("Envoyer au client" in form.words) is offered
        await office.person("alice").close()


@pytest.mark.parametrize("copies", [True])
async def test_the_account_manager_is_in_copy_where_that_is_configured(office: Office, mailbox: MailHouse):
    await closed(office, TICKED)
    (mail,) = mailbox.to(ACME_BOX)
    assert mail["Cc"] == "camille@example.fr"
    assert sorted(mailbox.recipients[mailbox.mails.index(mail)]) == ["camille@example.fr", ACME_BOX]


async def test_an_address_that_is_refused_is_told_to_the_service(office: Office, mailbox: MailHouse):
    mailbox.refusals[ACME_BOX] = "550 no such user"
    number = await closed(office, TICKED)
    await office.seen(SERVICE, number, "le mail au client n’a pas pu être remis à contact@acme.example")


async def test_a_reopened_call_is_mailed_again_only_when_ticked_again(office: Office, mailbox: MailHouse):
    number = await closed(office, TICKED)
    await office.click("alice", number, "Rouvrir")
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Solution": "Autre câble.", "Envoyer au client": True})
    await office.seen(SERVICE, f"Compte rendu {number} (version 2)", "Autre câble.")
    await office.quiet()
    first, second = mailbox.to(ACME_BOX)
    assert "annule et remplace" not in part(first, "plain")
    assert "annule et remplace" in part(second, "plain")


async def test_somebody_else_who_helped_is_in_the_compte_rendu_and_in_the_time(office: Office, tool: Tool):
    number = await closed(
        office, {"Autre intervenant": "Bruno", "Minutes autre intervenant": "25", "Minutes niveau 2": "5"}
    )
    await office.seen(SERVICE, f"Compte rendu {number}", "Bruno*, 25 min")
    sent = tool.bodies[-1]
    assert (sent["minutes_n1"], sent["minutes_n2"]) == (37, 5)
    assert sent["autre_intervenant"] == {"nom": "Bruno", "minutes": 25, "niveau": 1}
    await office.person("bruno").command("/lina temps 2026-11")
    await office.whispered("bruno", "Vos temps de novembre 2026 : 0 h 25", "24/11/2026", "Assistance", number)
    await office.person("alice").command("/lina temps")
    await office.whispered("alice", "Vos temps de novembre 2026 : 0 h 12")
    await office.person("chloe").command("/lina temps 2026-10")
    await office.whispered("chloe", "Vos temps d’octobre 2026 : aucun")
    await office.person("chloe").command("/lina temps hier")
    await office.whispered("chloe", "Écrivez le mois comme 2026-11.")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"Autre intervenant": "Bruno"}, "Indiquez les minutes de l'autre intervenant, de 1 à 1440."),
        ({"Minutes autre intervenant": "5"}, "Choisissez l'autre intervenant."),
    ],
)
async def test_a_person_without_minutes_and_minutes_without_a_person_are_refused(
    office: Office, fields: dict[str, str], told: str
):
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    form = {"Imputation": "Assistance", "Solution": "Fait."}
    errors = await office.person("alice").submit({**form, **fields})
    assert [plain(text) for text in errors.values()] == [told]


async def test_the_tool_says_where_it_is_and_the_card_leads_there(office: Office, tool: Tool, tmp_path: Path):
    number = await closed(office)
    card = await office.card_shows(number, f"GDP : CR-{number}")
    assert f"https://gdp.example.fr/{number}?v=1" in str(card.blocks)
    await office.click("alice", number, "Rouvrir")
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Solution": "Autre câble."})
    await office.seen(SERVICE, f"Compte rendu {number} (version 2)", "Autre câble.")
    card = await office.simulator.until(
        lambda: c if "?v=2" in str((c := office.card(number)).blocks) else None
    )
    first, second = tool.bodies
    assert (first["numero"], first["version"], first["remplace"]) == (number, 1, None)
    assert (second["numero"], second["version"], second["remplace"]) == (number, 2, 1)
    assert len({headers["Idempotency-Key"] for headers in tool.headers}) == 2
    await office.quiet()
    async with TinyStore.open(tmp_path / "data", exclusive=False) as store:
        call = await store.calls.get(number)
    assert call
    receipts = [n.receipt for n in call.notices if n.kind is NoticeKind.REPORT and n.receipt]
    assert receipts == [
        ToolReceipt(f"CR-{number}", f"https://gdp.example.fr/{number}?v={version}") for version in (1, 2)
    ]
