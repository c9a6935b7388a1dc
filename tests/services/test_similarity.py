import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.similarity import similar


@pytest.mark.parametrize("typed", ["acne", "amce", "acmee", "acm e"])
def test_one_slip_in_four_letters_is_close(typed: str) -> None:
    assert similar(typed, ["garage", "acme"]) == [1]


@pytest.mark.parametrize("typed", ["ac", "imprimante", "anne", ""])
def test_another_word_is_not_close(typed: str) -> None:
    assert similar(typed, ["acme", "imprimerie"]) == []


def test_the_nearest_comes_first_and_ties_stay_in_order() -> None:
    assert similar("dupont", ["dupond", "dupons", "dupont"]) == [2, 0, 1]


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_closeness_goes_both_ways(one: str, other: str) -> None:
    assert similar(one, [other]) == similar(other, [one])
