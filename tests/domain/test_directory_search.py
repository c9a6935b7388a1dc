import pytest

from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.services.similarity import similar


def directory(**names: str) -> Directory:
    return Directory(clients={code: Client(code=code, name=name) for code, name in names.items()}, version=1)


def found(known: Directory, typed: str, limit: int = 20) -> list[str]:
    return [client.code for client in known.search(typed, similar, limit)]


def test_codes_come_before_names_and_names_before_their_words() -> None:
    known = directory(Z3="Nouvelle Acme", Z2="Acme Sud", Z1="Acme Industrie", ACX="Zèbre", B="Lacme")
    assert found(known, "ac") == ["ACX", "Z1", "Z2", "Z3"]


def test_clients_that_begin_alike_are_in_the_order_of_their_names() -> None:
    assert found(directory(A9="Zen", A1="Zinc", A5="Acme"), "a") == ["A5", "A9", "A1"]


def test_one_letter_is_enough_in_any_case_and_without_accents() -> None:
    known = directory(X1="Électricité", X2="Garage")
    assert found(known, "e") == ["X1"]
    assert found(known, "É") == ["X1"]


@pytest.mark.parametrize("typed", ["gobain", "SAINT-G", "goba ", "industrie sud"])
def test_a_word_begins_after_a_hyphen_too(typed: str) -> None:
    assert found(directory(SG="Saint-Gobain Industrie Sud", X="Autre"), typed) == ["SG"]


def test_close_spellings_come_last() -> None:
    known = directory(C1="Boulangerie Durand", C2="Boulnagers réunis", C3="Garage")
    assert found(known, "boulnager") == ["C2", "C1"]


def test_a_close_spelling_is_found_while_it_is_being_typed_in_any_word() -> None:
    assert found(directory(C1="Acme Industrie", C2="Garage"), "indsut") == ["C1"]


def test_a_client_is_offered_once() -> None:
    assert found(directory(ACME="Acme Acme"), "acme") == ["ACME"]


def test_no_more_than_the_limit_are_offered() -> None:
    known = directory(**{f"C{n:02}": f"Client {n:02}" for n in range(30)})
    assert found(known, "client") == [f"C{n:02}" for n in range(20)]
    assert found(known, "c", limit=3) == ["C00", "C01", "C02"]


def test_nothing_typed_offers_the_first_by_name() -> None:
    assert found(directory(B="Zen", A="Acme"), "") == ["A", "B"]


def test_what_resembles_nobody_finds_nobody() -> None:
    assert found(directory(ACME="Acme Industrie"), "quincaillerie") == []
