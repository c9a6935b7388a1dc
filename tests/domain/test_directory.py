import pytest

from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.domain.clients.directory import UNREFERENCED, Directory, ImportDiff

LINE = "+33472000001"
MOBILE = "+33612345678"


def directory(*clients: Client) -> Directory:
    return Directory(clients={client.code: client for client in clients}, version=1)


ACME = Client(code="ACME", name="Acme Industrie", phones=(Phone(number=LINE, contact="Mme Durand"),))


def test_a_code_is_found_in_any_case() -> None:
    assert directory(ACME).by_code(" acme ") is ACME
    assert directory(ACME).by_code("ACM") is None


def test_a_number_names_every_client_that_has_it() -> None:
    other = Client(code="ZEN", name="Zen", phones=(Phone(number=LINE), Phone(number=MOBILE)))
    assert directory(ACME, other).by_phone(LINE) == (ACME, other)
    assert directory(ACME, other).by_phone(MOBILE) == (other,)
    assert directory(ACME, other).by_phone("+33100000000") == ()


def test_a_client_that_lists_a_number_twice_is_named_once() -> None:
    twice = Client(code="ZEN", name="Zen", phones=(Phone(number=LINE), Phone(number=LINE, contact="Léa")))
    assert directory(twice).by_phone(LINE) == (twice,)
    assert directory(twice).contact_of(LINE) == "Léa"


def test_a_number_has_the_contact_that_the_file_gives_it() -> None:
    assert directory(ACME).contact_of(LINE) == "Mme Durand"
    assert directory(ACME).contact_of(MOBILE) is None


def test_a_number_that_several_people_answer_has_no_contact() -> None:
    shared = Client(
        code="Z", name="Zen", phones=(Phone(number=LINE, contact="Léa"), Phone(number=LINE, contact="Paul"))
    )
    assert directory(shared).contact_of(LINE) is None


def test_a_client_is_added_or_takes_the_place_of_its_code() -> None:
    added = directory().with_client(ACME)
    assert added.by_code("ACME") == ACME
    renamed = added.with_client(Client(code="acme", name="Acme Groupe"))
    assert list(renamed.clients) == ["ACME"]
    assert renamed.by_code("acme") == Client(code="ACME", name="Acme Groupe")


def test_a_new_directory_leaves_the_old_one_as_it_was() -> None:
    before = directory()
    assert before.by_code("acme") is None
    before.with_client(ACME)
    assert before.by_code("acme") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Électricité & Fils", "ELECTRICITEF"),
        ("Bœuf", "BOEUF"),
        ("3D-Print", "3DPRINT"),
        ("株式会社", "CLIENT"),
    ],
)
def test_a_provisional_code_is_drawn_from_the_name(name: str, code: str) -> None:
    assert directory().provisional(name=name).code == code


def test_a_provisional_code_is_fresh_among_codes_and_names() -> None:
    known = directory(
        Client(code="garage", name="Le Garage"),
        Client(code="X1", name="Garage2"),
        Client(code="BOULANGERIED", name="Boulangerie Durand"),
    )
    assert known.provisional(name="Garage").code == "GARAGE3"
    assert known.provisional(name="Boulangerie Dupont").code == "BOULANGERIE2"


def test_a_provisional_client_holds_what_was_said_of_it() -> None:
    phone = Phone(number=MOBILE, contact="Léa")
    client = directory().provisional(
        name="  Le\nGarage ", phase=Phase.PROJECT, has_contract=True, phone=phone
    )
    assert client == Client(
        code="LEGARAGE",
        name="Le Garage",
        phase=Phase.PROJECT,
        contract=Contract(reference=UNREFERENCED),
        phones=(phone,),
        provisional=True,
    )


def test_a_contract_denied_is_known_and_one_unstated_is_not() -> None:
    denied = directory().provisional(name="Garage", has_contract=False)
    unstated = directory().provisional(name="Garage")
    assert (denied.contract, denied.contract_known) == (None, True)
    assert (unstated.contract, unstated.contract_known) == (None, False)


def test_an_import_says_what_became_of_each_client_and_removes_nobody() -> None:
    kept, same = Client(code="KEPT", name="Gardé"), Client(code="SAME", name="Pareil")
    moved, new = Client(code="ACME", name="Acme Groupe"), Client(code="NEW", name="Nouveau")
    after, diff = directory(ACME, kept, same).import_all([moved, same, new])
    assert diff == ImportDiff(added=("NEW",), changed=("ACME",), unchanged=("SAME",))
    assert list(after.clients.values()) == [moved, kept, same, new]


def test_importing_the_same_again_changes_nothing() -> None:
    known = directory(ACME)
    after, diff = known.import_all(list(known.clients.values()))
    assert after == known
    assert diff == ImportDiff(added=(), changed=(), unchanged=("ACME",))


def test_a_code_keeps_the_spelling_that_calls_refer_to() -> None:
    after, diff = directory(ACME).import_all([Client(code="acme", name="Acme Groupe")])
    assert diff.changed == ("ACME",)
    assert list(after.clients.values()) == [Client(code="ACME", name="Acme Groupe")]


def test_an_imported_client_is_provisional_no_longer() -> None:
    guessed = directory().provisional(name="Garage")
    after, diff = directory(guessed).import_all([guessed])
    completed = after.clients[guessed.code]
    assert (completed.provisional, completed.contract_known) == (False, True)
    assert diff.changed == (guessed.code,)
