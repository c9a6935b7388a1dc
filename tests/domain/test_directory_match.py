import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory, Similar
from bot.domain.clients.matching import fold, never_similar
from bot.services.similarity import similar


def directory(**names: str) -> Directory:
    return Directory(clients={code: Client(code=code, name=name) for code, name in names.items()}, version=1)


def matched(known: Directory, words: str) -> tuple[str | None, str, list[str]]:
    found = known.match(words, similar)
    return (
        found.client.code if found.client else None,
        found.request,
        [client.code for client in found.candidates],
    )


PLACES = directory(ACME="Acme Industrie", GEN="Société Générale", BOUL="Boulangerie Durand", LOR="L’Oréal")


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        ("acme imprimante HS", "ACME", "imprimante HS"),
        ("ACME", "ACME", ""),
        ("  acme  ", "ACME", ""),
        ("acme: Imprimante HS", "ACME", "Imprimante HS"),
        ("Acme - imprimante", "ACME", "imprimante"),
        ("acme industrie imprimante HS", "ACME", "imprimante HS"),
        ("acme industries imprimante HS", "ACME", "industries imprimante HS"),
        ("societe generale panne", "GEN", "panne"),
        ("SOCIÉTÉ\u00a0 GÉNÉRALE, panne", "GEN", "panne"),
        ("l'oreal ne démarre plus", "LOR", "ne démarre plus"),
        ("acme\nligne 1\n  ligne 2", "ACME", "ligne 1\n  ligne 2"),
        ("acme acme ne répond plus", "ACME", "acme ne répond plus"),
        ("acmé indsutrie imprimante HS", "ACME", "indsutrie imprimante HS"),
    ],
)
def test_an_exact_code_or_name_at_the_start_is_the_client(words: str, code: str, wanted: str) -> None:
    assert matched(PLACES, words) == (code, wanted, [])


@pytest.mark.parametrize(
    "words", ["acme2 imprimante", "acme-sud imprimante", "acmes", "acme.fr est en panne", "l"]
)
def test_part_of_a_word_is_no_exact_match(words: str) -> None:
    found = directory(ACME="Acme Industrie", L="Lina").match(words)
    assert (found.client is None) is (words != "l")


def test_the_longest_match_wins_whether_code_or_name() -> None:
    known = directory(ACME="Dupont", Z1="Acme Industrie", Z2="Acme Industrie Sud")
    assert matched(known, "acme hs") == ("ACME", "hs", [])
    assert matched(known, "acme industrie hs") == ("Z1", "hs", [])
    assert matched(known, "acme industrie sud hs") == ("Z2", "hs", [])
    assert matched(known, "acme industrie sudiste") == ("Z1", "sudiste", [])


def test_two_clients_of_one_name_are_candidates() -> None:
    known = directory(G1="Garage", G2="garagé", G3="Autre")
    assert matched(known, "garage pont bloqué") == (None, "pont bloqué", ["G1", "G2"])


def test_a_code_that_is_another_clients_name_makes_candidates() -> None:
    known = directory(ACME="Dupont", Z1="Acme")
    assert matched(known, "acme hs") == (None, "hs", ["ACME", "Z1"])


def test_a_client_whose_code_is_its_name_is_no_candidate_of_itself() -> None:
    assert matched(directory(ACME="Acme"), "acme hs") == ("ACME", "hs", [])


@pytest.mark.parametrize(
    ("words", "wanted", "candidates"),
    [
        ("acne imprimante HS", "imprimante HS", ["ACME"]),
        ("boulangeri durand HS", "HS", ["BOUL"]),
        ("Bolangerie Duran : four en panne", "four en panne", ["BOUL"]),
        ("Sociéte Génrale, panne", "panne", ["GEN"]),
        ("boulangeries durandd", "", ["BOUL"]),
    ],
)
def test_a_close_spelling_makes_candidates(words: str, wanted: str, candidates: list[str]) -> None:
    assert matched(PLACES, words) == (None, wanted, candidates)


def test_several_close_names_are_all_candidates_nearest_first() -> None:
    known = directory(C1="Dupond", C2="Dupont", C3="Durand")
    assert matched(known, "dupon panne") == (None, "panne", ["C1", "C2"])


def test_the_longest_of_the_close_names_is_meant() -> None:
    known = directory(C1="Dupont", C2="Dupont Frères")
    assert matched(known, "dupond frere panne") == (None, "panne", ["C2"])


def test_nothing_understood_leaves_the_whole_text_as_the_request() -> None:
    assert matched(PLACES, " l’imprimante ne marche plus\n") == (None, "l’imprimante ne marche plus", [])
    assert matched(directory(), "acme HS") == (None, "acme HS", [])
    assert matched(PLACES, "") == (None, "", [])


ODD_WORDS = st.text(alphabet="abcdéÉœ0123-.’", min_size=1, max_size=6)
ODD_PHRASES = st.lists(ODD_WORDS, min_size=1, max_size=3).map(" ".join)


@given(
    st.dictionaries(ODD_WORDS, ODD_PHRASES, max_size=6),
    ODD_PHRASES,
    st.sampled_from([similar, never_similar]),
)
def test_no_word_of_the_request_is_lost(names: dict[str, str], words: str, close: Similar) -> None:
    found = directory(**names).match(words, close)
    assert words.endswith(found.request)
    taken = words.removesuffix(found.request)
    if found.client:
        assert bare(taken) in {bare(found.client.code), bare(found.client.name)}
    elif not found.candidates:
        assert not taken


def bare(text: str) -> str:
    return fold(text.rstrip(" -."))


WORDS = st.text(alphabet="abéÉœ01", min_size=1, max_size=3)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
GAPS = st.text(alphabet=" \n\u00a0", min_size=1, max_size=2)


@given(st.dictionaries(WORDS, PHRASES, min_size=1, max_size=8), st.data(), GAPS, PHRASES)
def test_whoever_answers_to_the_longest_start_is_meant(
    names: dict[str, str], data: st.DataObject, gap: str, wanted: str
) -> None:
    words = data.draw(st.sampled_from([*names, *names.values()])) + gap + wanted
    starts = [key for key in map(fold, [*names, *names.values()]) if f"{fold(words)} ".startswith(f"{key} ")]
    longest = max(starts, key=len)
    meant = [code for code, name in names.items() if longest in {fold(code), fold(name)}]
    found = directory(**names).match(words)
    assert [client.code for client in (found.candidates or [found.client]) if client] == meant
    assert f"{longest} {fold(found.request)}".strip() == fold(words)
