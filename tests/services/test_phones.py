import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.phone_numbers import canonical
from bot.services.phones import find_phone, leading_phone, normalise_phone, show_phone

MOBILE = "+33612345678"


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06\u00a012\u202f34 56 78",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "612345678",  # as Excel leaves it of 0612345678
        "  06 12 34 56 78\n",
    ],
)
def test_a_french_number_is_one_number_however_it_is_written(typed: str) -> None:
    assert normalise_phone(typed) == MOBILE


@pytest.mark.parametrize("typed", ["01 99 00 12 34", "06 39 98 00 01", "07 99 99 99 99", "0800 123 456"])
def test_every_ten_digit_number_of_the_french_plan_is_one(typed: str) -> None:
    assert normalise_phone(typed) == "+33" + typed.replace(" ", "")[1:]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "06 12 34 56 7",
        "06 12 34 56 78 9",
        "00 00 00 00 00",
        "3615",
        "+",
        "+999 123456",
        "3,36E+10",
        "imprimante 0612345678",
        "0612345678 imprimante",
        "06 12 34 56 78 poste 4",
        "٠٦١٢٣٤٥٦٧٨",
        "0" * 300,
    ],
)
def test_anything_else_is_no_number(typed: str) -> None:
    assert normalise_phone(typed) is None


def test_a_foreign_number_needs_its_prefix() -> None:
    assert normalise_phone("+44 20 7946 0018") == "+442079460018"
    assert normalise_phone("020 7946 0018") is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("06 12 34 56 78 imprimante HS", "imprimante HS"),
        ("0612345678 imprimante HS", "imprimante HS"),
        ("06.12.34.56.78: imprimante HS", "imprimante HS"),
        ("+33 6 12 34 56 78 - imprimante", "imprimante"),
        ("06 12 34 56 78 2 imprimantes HS", "2 imprimantes HS"),
        ("06 12 34 56 78 (Mme Durand) HS", "(Mme Durand) HS"),
        ("06 12 34 56 78\nligne 1\nligne 2", "ligne 1\nligne 2"),
        ("  06 12 34 56 78", ""),
    ],
)
def test_a_text_may_begin_with_a_number(text: str, rest: str) -> None:
    assert leading_phone(text) == (MOBILE, rest)


@pytest.mark.parametrize(
    "text",
    [
        "acme 06 12 34 56 78",
        "12 postes en panne",
        "2026 imprimantes",
        "0612345678x",
        "06 12 34",
        "",
        "9" * 500,
    ],
)
def test_a_text_that_begins_otherwise_has_no_leading_number(text: str) -> None:
    assert leading_phone(text) is None


def test_a_french_number_is_shown_as_in_france_and_another_with_its_prefix() -> None:
    assert show_phone(MOBILE) == "06\u00a012\u00a034\u00a056\u00a078"
    assert show_phone("+33639980001") == "06\u00a039\u00a098\u00a000\u00a001"
    assert show_phone("+442079460018") == "+44\u00a020\u00a07946\u00a00018"


def test_a_leading_number_is_taken_to_its_end() -> None:
    assert normalise_phone("+49 30 1234") is not None
    assert leading_phone("+49 30 1234 5678 HS") == ("+493012345678", "HS")


@given(st.integers(100_000_000, 999_999_999))
def test_a_french_number_shown_is_read_again(national: int) -> None:
    number = normalise_phone(f"0{national}")
    assert number == canonical(f"+33{national}")
    assert normalise_phone(show_phone(number)) == number
    assert leading_phone(f"{show_phone(number)} en panne") == (number, "en panne")


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_of_any_country_shown_is_read_again(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert normalise_phone(show_phone(number)) == number


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("+262692123456", "+262692123456", "0692 12 34 56"),
        ("+262 692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0033 692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0590 12 34 56", "+590590123456", "0590 12 34 56"),
        ("0696 12 34 56", "+596696123456", "0696 12 34 56"),
        ("0594 12 34 56", "+594594123456", "0594 12 34 56"),
    ],
)
def test_a_number_of_france_overseas_is_one_however_it_is_dialled(
    typed: str, number: str, shown: str
) -> None:
    assert normalise_phone(typed) == number
    assert show_phone(number).replace("\u00a0", " ") == shown


def test_marks_of_direction_and_other_hyphens_are_ignored() -> None:
    assert normalise_phone("\u202a+33\u00a06\u202f12\u201134\u201156\u201178\u202c") == MOBILE
    assert leading_phone("\u200e06 12 34 56 78\u200e imprimante HS") == (MOBILE, "imprimante HS")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Acme a rappelé au 06 12 34 56 78, merci", MOBILE),
        ("le 24/11/2026, 3 postes", None),
        ("tél. : 06.12.34.56.78.", MOBILE),
        ("rien", None),
    ],
)
def test_a_number_is_found_in_a_message(text: str, number: str | None) -> None:
    assert find_phone(text) == number
