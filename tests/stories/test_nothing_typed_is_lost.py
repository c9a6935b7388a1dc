"""Words that are no command run at a click; numbers, names and markup are understood as people write them."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Ephemeral, Fault, FaultKind
from tests.stories.office import Office
from tests.support.workspace import SUPPORT, plain


def answer(office: Office, name: str = "alice") -> Ephemeral:
    return office.simulator.ephemerals(f"U0{name.upper()}")[-1]


async def typed(office: Office, words: str) -> Ephemeral:
    await office.person("alice").command(f"/lina {words}".strip())
    return answer(office)


@pytest.mark.parametrize(
    "words",
    [
        "acme imprimante HS",
        "Acme Industrie imprimante HS",
        "04 72 00 00 01 imprimante HS",
        "« acme » imprimante HS",
    ],
)
async def test_a_client_in_the_place_of_a_command_offers_to_open_the_call(office: Office, words: str):
    offered = await typed(office, words)
    assert len(plain(offered.words).splitlines()) == 2
    assert plain(words) in plain(offered.words)
    assert [plain(b) for b in offered.buttons] == ["Ouvrir l'appel", "Aide"]
    await office.person("alice").click(offered, "Ouvrir l’appel")
    card = await office.seen(SUPPORT, "2026-0001", "Acme Industrie", "imprimante HS")
    await office.whispered("alice", "2026-0001", card.permalink)


async def test_a_misspelt_command_runs_with_its_words(office: Office):
    offered = await typed(office, "appl acme imprimante HS")
    assert [plain(b) for b in offered.buttons] == ["/lina appel acme imprimante HS", "Aide"]
    await office.person("alice").click(offered, offered.buttons[0])
    await office.seen(SUPPORT, "2026-0001", "Acme Industrie", "imprimante HS")


async def test_any_other_words_open_the_form_that_holds_them(office: Office):
    offered = await typed(office, "bonjour, plus rien ne marche")
    assert [plain(b) for b in offered.buttons] == ["Ouvrir l'appel", "Aide"]
    await office.person("alice").click(offered, "Ouvrir l’appel")
    form = await office.person("alice").wait_view("Nouvel appel")
    assert form.values["Demande"] == "bonjour, plus rien ne marche"


async def test_a_word_that_is_nothing_offers_the_help(office: Office):
    offered = await typed(office, "zzzz")
    assert offered.buttons == ["Aide"]
    await office.person("alice").click(offered, "Aide")
    await office.whispered("alice", "/lina appel acme imprimante HS")


@pytest.mark.parametrize(
    "number", ["2026-0001", "#2026-0001", "1", "0001", "2026-1", "2026-0001.", "2026‑0001", "n° 1"]
)
async def test_a_call_is_shown_by_its_number_however_it_is_typed(office: Office, number: str):
    await office.open()
    assert "2026-0001 – Acme Industrie" in (await typed(office, f"voir {number}")).words


async def test_without_a_number_ones_three_last_calls_are_shown(office: Office):
    assert "aucun appel" in (await typed(office, "voir")).words
    for n in range(4):
        await office.open(f"acme demande {n}")
    await office.open("bois demande de Bruno", by="bruno")
    shown = (await typed(office, "voir")).words
    assert [n for n in range(4) if f"demande {n}" in shown] == [1, 2, 3]
    assert "Bruno" not in shown


async def test_a_client_without_a_name_is_asked_for(office: Office):
    assert "Indiquez le code" in (await typed(office, "client")).words


@pytest.mark.parametrize("word", ["permanence", "rota", "planning"])
async def test_who_is_on_duty_has_three_names(office: Office, word: str):
    shown = await typed(office, word)
    assert {"Proposer un échange", "Déclarer une absence"} <= {plain(b) for b in shown.buttons}


@pytest.mark.parametrize(
    ("words", "demand"),
    [
        ('"Acme Industrie" imprimante HS', "imprimante HS"),
        ("« Acme Industrie » : imprimante HS", "imprimante HS"),
        ("“acme” imprimante HS", "imprimante HS"),
        ("acme :printer: HS ;-)", ":printer: HS ;-)"),
        ("acme ;-) HS", ";-) HS"),
    ],
)
async def test_quotes_go_and_smileys_stay(office: Office, words: str, demand: str):
    await office.opening(words)
    card = await office.seen(SUPPORT, "2026-0001", "Acme Industrie")
    assert f"> {demand}\n" in card.words


async def test_a_number_in_nobodys_file_is_its_last_clients(office: Office):
    number = await office.open("bois écran noir")
    await office.form("alice", number, "Modifier", "Modifier l’appel")
    assert await office.person("alice").submit({"Contact": "Mme Roche", "Téléphone": "0692 12 34 56"}) == {}
    await office.card_shows(number, "Mme Roche", "0692 12 34 56")
    await office.opening("\u200e+262\u00a0692\u202f12 34 56 souris muette")
    await office.seen(
        SUPPORT, "2026-0002", "Boiseries du Rhône", "souris muette", "Mme Roche", "0692 12 34 56"
    )

    other = await office.open("carton clavier")
    await office.form("alice", other, "Modifier", "Modifier l’appel")
    assert await office.person("alice").submit({"Téléphone": "0692123456"}) == {}
    await office.card_shows(other, "0692 12 34 56")
    await office.person("alice").command("/lina appel 0692 12 34 56 un doute")
    form = await office.person("alice").wait_view("Nouvel appel")
    assert (form.values["Client"], form.values["Demande"]) == (None, "un doute")


async def test_markup_is_read_as_people_do_wherever_it_becomes_a_text(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme vu avec @David et @devs, voir <https://acme.fr/x|la page>")
    card = await office.seen(
        SUPPORT, "2026-0001", "vu avec @David et @devs, voir la page (https://acme.fr/x)"
    )
    await alice.write(SUPPORT, "écrit à <mailto:a@acme.fr|a@acme.fr>, cf. #dev-niveau-2 :tada:", card.ts)
    await office.quiet()
    form = await office.form("alice", "2026-0001", "Clore", "Compte rendu")
    assert form.values["Solution"] == "écrit à a@acme.fr, cf. #dev-niveau-2 :tada:"


async def test_the_form_takes_markup_too(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme")
    await alice.wait_view("Nouvel appel")
    assert await alice.submit({"Demande": "vu par <@U0DAVID> <tel:0612345678|06 12 34 56 78>"}) == {}
    await office.seen(SUPPORT, "2026-0001", "vu par @David 06 12 34 56 78")


async def test_a_message_names_its_client_and_its_number(office: Office):
    alice = office.person("alice")
    message = await office.person("bruno").write(
        "C0LINA", "M. Vidal de Cartonnages Vidal rappelle au 06 12 34 56 78 pour l’étiqueteuse"
    )
    await alice.message_shortcut("open_call", message)
    form = await alice.wait_view("Nouvel appel")
    assert form.values["Client"] == "Cartonnages Vidal (CARTON)"
    assert plain(str(form.values["Téléphone"])) == "06 12 34 56 78"
    assert form.values["Demande"] == message.text


async def test_one_line_with_number_and_link_and_who_has_another_call_of_the_client(office: Office):
    first = await office.open("acme imprimante HS", by="bruno")
    before = len(office.simulator.ephemerals("U0ALICE"))
    assert await office.person("alice").command("/lina appel acme écran noir") == ""
    card = await office.seen(SUPPORT, "2026-0002")
    said = await office.whispered(
        "alice", "2026-0002", card.permalink, f"a déjà *{first}* en cours, chez Bruno"
    )
    assert "Acme Industrie" in said
    assert office.card(first).permalink in said
    await office.quiet()
    told = office.simulator.ephemerals("U0ALICE")[before:]
    assert told[-1].words in said
    assert len([t for t in told if card.permalink in str(t.blocks)]) == 1


async def test_a_new_client_is_asked_of_its_phase_and_contract_alone(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel")
    await alice.wait_view("Nouvel appel")
    await alice.fill("Demande", "écran noir")
    await alice.fill("Client", "Nouveau client : Menuiserie Roux")
    await office.simulator.until(lambda: alice.view and "Phase" in alice.view.labels)
    assert alice.view
    assert alice.view.values["Demande"] == "écran noir"
    assert plain(str(alice.view.values["Client"])) == "Nouveau client : Menuiserie Roux"
    await alice.fill("Client", (await alice.type_ahead("Client", "acme"))[0])
    await office.simulator.until(lambda: alice.view and "Phase" not in alice.view.labels)
    assert await alice.submit() == {}
    await office.seen(SUPPORT, "2026-0001", "Acme Industrie", "écran noir")


async def test_a_card_that_is_late_is_announced_by_its_number_first(office: Office):
    office.simulator.faults.add(
        Fault(kind=FaultKind.RATELIMITED, method="chat.postMessage", channel=SUPPORT, times=1, retry_after=3)
    )
    said = await office.opening("acme imprimante HS")
    assert "2026-0001" in said
    assert "Ouvrir le fil" not in said
    card = await office.seen(SUPPORT, "2026-0001")
    await office.whispered("alice", "2026-0001", card.permalink)
    await office.quiet()
    assert len(office.simulator.ephemerals("U0ALICE")) == 2


async def test_after_a_form_the_line_is_in_support(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme")
    await alice.wait_view("Nouvel appel")
    assert await alice.submit({"Demande": "mot de passe"}) == {}
    card = await office.seen(SUPPORT, "2026-0001")
    await office.whispered("alice", "2026-0001", card.permalink)
    (said,) = [e for e in office.simulator.ephemerals("U0ALICE") if card.permalink in str(e.blocks)]
    assert said.channel == SUPPORT


async def test_a_message_of_blocks_becomes_a_call(office: Office):
    client = AsyncWebClient(token=office.simulator.bot_token, base_url=office.simulator.api_url)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Plus rien ne sort chez Acme Industrie"}}
    await client.api_call("chat.postMessage", json={"channel": "C0LINA", "blocks": [section]})
    # The week may be announced before or after it.
    message = await office.seen("C0LINA", "Plus rien ne sort")
    await office.person("alice").message_shortcut("open_call", message)
    form = await office.person("alice").wait_view("Nouvel appel")
    assert form.values["Demande"] == "Plus rien ne sort chez Acme Industrie"
    assert form.values["Client"] == "Acme Industrie (ACME)"


async def test_of_many_open_calls_of_a_client_five_are_named(office: Office):
    for n in range(7):
        await office.open(f"acme demande {n}", by="bruno")
    assert await office.person("alice").command("/lina appel acme écran noir") == ""
    said = await office.whispered("alice", "2026-0008", "a déjà")
    assert said.count("a déjà *2026-") == 5
