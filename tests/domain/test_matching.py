import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.matching import fold, splits, without_separators


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Société Générale", "societe generale"),
        ("L’Œuvre", "l'oeuvre"),
        ("STRAẞE", "strasse"),
        ("Acme\u00a0 Industrie\n", "acme industrie"),
        ("e\u0301te\u0301", "été"),
        ("Ægir", "aegir"),
    ],
)
def test_case_accents_ligatures_and_spaces_make_no_difference(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("after_the_name", "wanted"),
    [
        (" imprimante HS", "imprimante HS"),
        (" : imprimante HS", "imprimante HS"),
        ("\u00a0: imprimante HS ", "imprimante HS"),
        (" - imprimante", "imprimante"),
        (" — imprimante", "imprimante"),
        (",imprimante", "imprimante"),
        (" ?", ""),
        ("", ""),
        (" -5 °C affichés", "-5 °C affichés"),
        (" .NET ne démarre plus", ".NET ne démarre plus"),
        ("\nligne 1\n\nligne 2\n", "ligne 1\n\nligne 2"),
    ],
)
def test_only_what_separates_is_taken_from_the_request(after_the_name: str, wanted: str) -> None:
    assert without_separators(after_the_name) == wanted


def test_a_text_splits_after_each_word_but_not_within_one() -> None:
    found = splits("Saint-Gobain : l’été, acme.fr", longest=100)
    assert [(split.start, split.rest) for split in found] == [
        ("saint-gobain", "l’été, acme.fr"),
        ("saint-gobain :", "l’été, acme.fr"),
        ("saint-gobain : l'ete", "acme.fr"),
        ("saint-gobain : l'ete,", "acme.fr"),
        ("saint-gobain : l'ete, acme.fr", ""),
    ]


def test_splits_stop_at_the_longest_start_asked_for() -> None:
    assert [split.start for split in splits("un deux trois", longest=7)] == ["un", "un deux"]


def test_accents_and_spaces_do_not_count_against_the_longest_start() -> None:
    assert [split.start for split in splits("e\u0301te\u0301   e\u0301te\u0301 froid", longest=7)] == [
        "ete",
        "ete ete",
    ]


def test_a_text_of_accents_alone_is_not_read_to_its_end() -> None:
    assert len(splits("\u0301 " * 4000, longest=10)) <= 20
