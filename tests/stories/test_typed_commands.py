"""What is typed after `/lina`, and the shortcuts."""

import pytest

from tests.stories.office import Office
from tests.support.workspace import SUPPORT, plain


@pytest.mark.parametrize("typed", ["/lina", "/lina aide", "/lina AIDE"])
async def test_the_help_names_what_there_is(office: Office, typed: str):
    words = plain(await office.person("alice").command(typed))
    for command in ("/lina appel", "/lina appels", "/lina voir", "/lina client"):
        assert command in words


async def test_an_unknown_word_gets_the_nearest_command_and_the_help(office: Office):
    words = plain(await office.person("alice").command("/lina apels"))
    assert "apels" in words
    assert "/lina appels" in words


@pytest.mark.parametrize(
    ("typed", "client", "demand"),
    [
        ("ACME imprimante HS", "Acme Industrie", "imprimante HS"),
        ("acme industrie : imprimante HS", "Acme Industrie", "imprimante HS"),
        ("boiseries du rhone scanner <&> écran", "Boiseries du Rhône", "scanner <&> écran"),
        ("04 72 00 00 01 imprimante HS", "Acme Industrie", "imprimante HS"),
        ("+33472000001 imprimante HS", "Acme Industrie", "imprimante HS"),
    ],
)
async def test_a_call_is_opened_by_words(office: Office, typed: str, client: str, demand: str):
    assert "2026-0001" in await office.opening(typed)
    await office.seen(SUPPORT, "2026-0001", client, demand)


async def test_a_known_number_names_its_contact(office: Office):
    await office.open("04 72 00 00 01 imprimante HS")
    await office.card_shows("2026-0001", "Mme Durand", "04 72 00 00 01")


@pytest.mark.parametrize(
    ("typed", "client", "request_", "phone"),
    [
        ("acmé2 imprimante", "Acme Industrie (ACME)", "imprimante", None),
        ("acne imprimante", "Acme Industrie (ACME)", "imprimante", None),
        ("imprimante HS", None, "imprimante HS", None),
        ("acme", "Acme Industrie (ACME)", None, None),
        ("06 12 34 56 78 imprimante", None, "imprimante", "06 12 34 56 78"),
    ],
)
async def test_what_is_not_sure_opens_the_form_with_what_was_understood(
    office: Office, typed: str, client: str | None, request_: str | None, phone: str | None
):
    alice = office.person("alice")
    assert await alice.command(f"/lina appel {typed}") == ""
    form = await alice.wait_view("Nouvel appel")
    shown = {k: plain(v) if isinstance(v, str) else v for k, v in form.values.items()}
    assert (shown["Client"], shown["Demande"], shown["Téléphone"]) == (client, request_, phone)


async def test_the_same_words_within_a_minute_are_the_same_call(office: Office):
    number = await office.open()
    said = await office.opening("acme imprimante HS")
    assert number in said
    assert "déjà ouvert" in said
    assert "2026-0002" in await office.opening("acme imprimante HS", by="bruno")


async def test_the_open_calls_are_listed_with_owner_and_time_left(office: Office):
    assert "aucun" in await office.person("alice").command("/lina appels")
    await office.open("acme imprimante HS")
    await office.open("bois scanner muet", by="bruno")
    words = plain(await office.person("alice").command("/lina en-cours"))
    for shown in ("2026-0001", "2026-0002", "Acme Industrie", "@Alice", "@Bruno", "9 min"):
        assert shown in words


async def test_a_call_and_a_client_are_shown_and_unknown_ones_refused_in_a_sentence(office: Office):
    alice = office.person("alice")
    number = await office.open()
    assert "imprimante HS" in await alice.command(f"/lina voir {number}")
    assert "n'existe pas" in plain(await alice.command("/lina voir 2026-9999"))
    words = plain(await alice.command("/lina client acme"))
    for shown in ("Acme Industrie", "C-2031", "7 h 30", number):
        assert shown in words
    assert "Zorglub" in plain(await alice.command("/lina client Zorglub"))


async def test_the_global_shortcut_opens_the_form(office: Office):
    alice = office.person("alice")
    await alice.shortcut("new_call")
    form = await alice.wait_view("Nouvel appel")
    assert form.values["Demande"] is None


async def test_a_message_becomes_a_call_with_its_link(office: Office):
    alice, bruno = office.person("alice"), office.person("bruno")
    message = await bruno.write("C0LINA", "Acme a rappelé : <@U0DAVID> & l’étiqueteuse")
    await alice.message_shortcut("open_call", message)
    form = await alice.wait_view("Nouvel appel")
    assert form.values["Demande"] == "Acme a rappelé : @David & l’étiqueteuse"
    await alice.fill("Client", (await alice.type_ahead("Client", "acme"))[0])
    assert await alice.submit() == {}
    card = await office.seen(SUPPORT, "2026-0001")
    assert message.permalink in str(card.blocks)


async def test_already_solved_the_form_becomes_the_compte_rendu(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme")
    await alice.wait_view("Nouvel appel")
    assert await alice.submit({"Demande": "mot de passe", "Déjà résolu": True}) == {}
    await alice.wait_view("Compte rendu 2026-0001")
    await office.seen(SUPPORT, "2026-0001", "mot de passe")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réinitialisé."}) == {}
    await office.card_shows("2026-0001", "Clos")


async def test_the_form_submitted_twice_opens_one_call(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme")
    await alice.wait_view("Nouvel appel")
    assert await alice.submit({"Demande": "mot de passe"}) == {}
    assert await alice.resubmit() == {}
    await office.seen(SUPPORT, "2026-0001")
    await office.quiet()
    assert office.find(SUPPORT, "2026-0002") is None


async def test_hostile_words_ping_nobody(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel acme <!channel> @here <@U0DAVID> *gras* {{ 7*7 }} `x`")
    card = await office.seen(SUPPORT, "2026-0001", "{{ 7*7 }}")
    assert "<!channel>" not in str(card.blocks)
    assert "<!channel>" not in card.text


async def test_a_number_without_a_name_has_the_contact_of_its_last_call(office: Office):
    alice = office.person("alice")
    number = await office.open("04 72 00 00 03 écran noir")
    await office.form("alice", number, "Modifier", "Modifier l’appel")
    assert await alice.submit({"Contact": "M. Vidal"}) == {}
    await office.card_shows(number, "M. Vidal")
    await office.open("04 72 00 00 03 souris muette")
    await office.card_shows("2026-0002", "M. Vidal")
