"""Two people of one first name are told apart wherever names are shown."""

import pytest

from bot.domain.namesakes import shown_names
from bot.domain.ports import UserProfile


def person(id: str, name: str, full_name: str | None = None, *, bot: bool = False) -> UserProfile:
    return UserProfile(id=id, name=name, email=None, zone="Europe/Paris", full_name=full_name, bot=bot)


MARTIN = person("U1", "Alice", "Alice Martin")
DURAND = person("U2", "Alice", "Alice Durand")


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((MARTIN, person("U2", "Bruno", "Bruno Petit")), ["Alice", "Bruno"]),
        ((MARTIN, DURAND), ["Alice M.", "Alice D."]),
        ((MARTIN, DURAND, person("U3", "Alice", "Alice Morel")), ["Alice Martin", "Alice D.", "Alice Morel"]),
        (
            (person("U1", "Chloé", "Chloé Roux"), person("U2", "chloe", "chloe diaz")),
            ["Chloé R.", "chloe D."],
        ),
        ((MARTIN, person("U2", "Alice")), ["Alice M.", "Alice"]),
        ((MARTIN, person("U2", "Alice", "Alicia Durand")), ["Alice M.", "Alicia Durand"]),
        ((person("U1", "Alice"), person("U2", "Alice")), ["Alice", "Alice"]),
        ((MARTIN, person("B1", "Alice", "Alice Bot", bot=True)), ["Alice", "Alice B."]),
    ],
)
def test_as_much_of_the_name_as_tells_them_apart(people: tuple[UserProfile, ...], shown: list[str]):
    found = shown_names(people, people)
    assert [found[each.id] for each in people] == shown


def test_a_namesake_who_is_not_asked_for_counts():
    assert shown_names([MARTIN], [MARTIN, DURAND]) == {"U1": "Alice M."}
    assert shown_names([MARTIN], [DURAND]) == {"U1": "Alice M."}
    assert shown_names([MARTIN], []) == {"U1": "Alice"}
