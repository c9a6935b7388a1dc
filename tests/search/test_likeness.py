"""The threshold of likeness on labelled pairs: precision before recall."""

import pytest

from bot.domain.calls.likeness import CLOSE, Candidate, close_calls, likeness
from bot.storage.search_index.index import SearchIndex
from tests.search import pairs
from tests.search.closed import closed_call


async def indexed() -> SearchIndex:
    """The search over all demands of the pairs, as if each had been a call."""
    index = SearchIndex()
    demands = [demand for pair in (*pairs.CLOSE, *pairs.APART) for demand in pair]
    await index.put([closed_call(n, request=demand) for n, demand in enumerate(demands, start=1)])
    return index


async def test_what_is_shown_is_close(capsys: pytest.CaptureFixture[str]) -> None:
    index = await indexed()
    close = [await index.likeness(*pair) for pair in pairs.CLOSE]
    apart = [await index.likeness(*pair) for pair in pairs.APART]
    found = sum(score >= CLOSE for score in close)
    wrong = [pair for pair, score in zip(pairs.APART, apart, strict=True) if score >= CLOSE]
    precision, recall = found / (found + len(wrong)), found / len(close)
    with capsys.disabled():
        print(f"\nlikeness >= {CLOSE}: precision {precision:.2f}, recall {recall:.2f}", end=" ")  # noqa: T201  # asked for
    assert precision >= 0.95, wrong
    assert recall >= 0.8, [(p, s) for p, s in zip(pairs.CLOSE, close, strict=True) if s < CLOSE]


@pytest.mark.parametrize("pair", [*pairs.CLOSE, *pairs.APART])
async def test_likeness_has_no_direction_and_stays_between_0_and_1(pair: tuple[str, str]) -> None:
    index = await indexed()
    one, other = pair
    assert await index.likeness(one, other) == pytest.approx(await index.likeness(other, one))
    assert 0 <= await index.likeness(one, other) <= 1
    assert await index.likeness(one, one) in (pytest.approx(1), 0)  # 0 where it says nothing that not all say


def rarely(_stem: str) -> float:
    return 1.0


def test_words_that_every_call_has_make_nothing_alike() -> None:
    assert likeness(frozenset({"erreur"}), frozenset({"erreur"}), lambda _: 0.2) == 0
    assert likeness(frozenset(), frozenset({"zebra"}), rarely) == 0


def candidate(number: str, *stems: str, **about: bool) -> Candidate:
    known = {"same_client": False, "same_version": False, "has_recipe": False} | about
    return Candidate(number=number, stems=frozenset(stems), **known)


def test_recipes_come_first_and_three_at_most() -> None:
    found = close_calls(
        frozenset({"zebra", "bloque"}),
        [
            candidate("1", "zebra", "bloque", same_client=True),
            candidate("2", "zebra", "bloque", same_version=True),
            candidate("3", "zebra", "bloque", "etiquet", has_recipe=True),
            candidate("4", "zebra", "bloque", "etiquet", same_client=True),
            candidate("5", "zebra", "bloque"),
            candidate("6", "balance", same_client=True, has_recipe=True),
        ],
        rarely,
    )
    assert found == ["3", "2", "1"]
