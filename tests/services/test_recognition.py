"""Whom typed words and messages are about: quotes, names within a text, numbers of calls, versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.client import Client, Phone
from bot.domain.clients.directory import Directory
from bot.domain.refusals import VersionInvalid
from bot.services.parsing import checked_version, numbers_meant, parse_command, recognise

CLIENTS = (
    Client(code="ACME", name="Acme", phones=(Phone(number="+33472000001", contact="Mme Durand"),)),
    Client(code="ACMEI", name="Acme Industrie"),
    Client(code="BOIS", name="Boiseries du Rhône", phones=(Phone(number="+33692123456"),)),
)
DIRECTORY = Directory(clients={client.code: client for client in CLIENTS}, version=1)


def code(client: Client | None) -> str | None:
    return client.code if client else None


@pytest.mark.parametrize(
    ("words", "client", "request_"),
    [
        ('"Acme Industrie" imprimante', "ACMEI", "imprimante"),
        ("« acme » industrie textile", "ACME", "industrie textile"),
        ("“Boiseries du Rhone”: scanner", "BOIS", "scanner"),
        ("'bois' scanner", "BOIS", "scanner"),
        ("acme industrie imprimante", "ACMEI", "imprimante"),
        ("+262 692 12 34 56 scanner", "BOIS", "scanner"),
        ('"Personne" scanner', None, "Personne scanner"),
        ('"Boiserie du Rhône" scanner', None, "scanner"),
        ("l’écran « bleu » de Windows", None, "l’écran « bleu » de Windows"),
    ],
)
def test_what_a_command_says(words: str, client: str | None, request_: str) -> None:
    parsed = parse_command(words, DIRECTORY)
    assert (code(parsed.client), parsed.request) == (client, request_)


def test_a_close_spelling_in_quotes_is_a_candidate() -> None:
    assert [c.code for c in parse_command('"Boiserie du Rhône" x', DIRECTORY).candidates] == ["BOIS"]


@pytest.mark.parametrize(
    ("text", "client", "phone"),
    [
        ("M. Petit d’Acme Industrie a rappelé", "ACMEI", None),
        ("du bois a pris l’eau", None, None),
        ("BOIS : scanner muet", "BOIS", None),
        ("le client ACME rappelle", "ACME", None),
        ("rappeler le 04 72 00 00 01 ce soir", "ACME", "+33472000001"),
        ("rappeler le 06 12 34 56 78 ce soir", None, "+33612345678"),
        ("Chez Acme Industrie et Boiseries du Rhône", None, None),
        ("imprimante HS", None, None),
    ],
)
def test_what_a_message_is_about(text: str, client: str | None, phone: str | None) -> None:
    found = recognise(text, DIRECTORY)
    assert (code(found.client), found.phone, found.request) == (client, phone, text)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("42", ("2026-0042", "2025-0042")),
        ("#2026-0042", ("2026-0042",)),
        ("2025-7.", ("2025-0007",)),
        ("2026\u20110042", ("2026-0042",)),
        (" n° 12345 ", ("2026-12345", "2025-12345")),
        ("", ()),
        ("acme", ()),
        ("42 imprimantes", ()),
    ],
)
def test_the_numbers_that_may_be_meant(typed: str, numbers: tuple[str, ...]) -> None:
    assert numbers_meant(typed, 2026) == numbers


@given(st.integers(2000, 2100), st.integers(1, 99_999))
def test_a_whole_number_means_itself(year: int, count: int) -> None:
    number = f"{year}-{count:04}"
    assert numbers_meant(f"#{number}.", 2026) == (number,)


@pytest.mark.parametrize(
    ("typed", "version"),
    [("5.1", "5.1"), (" V4,2 ", "4.2"), ("v10", "10"), ("5.2 beta2", "5.2 beta2"), ("", None), (None, None)],
)
def test_a_version_is_written_in_one_way(typed: str | None, version: str | None) -> None:
    assert checked_version(typed) == version


@pytest.mark.parametrize("typed", ["hier", "04/02/2026", "5..1", "la 5.1"])
def test_anything_else_is_no_version(typed: str) -> None:
    with pytest.raises(VersionInvalid):
        checked_version(typed)
