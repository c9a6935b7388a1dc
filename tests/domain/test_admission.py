"""Who belongs to the workspace, by what Slack says of a person."""

from dataclasses import replace

import pytest

from bot.domain.admission import SlackWorkspace
from bot.domain.ports import UserProfile

ALONE, OF_A_GRID = SlackWorkspace("T0LINA"), SlackWorkspace("T0LINA", "E0HOUSE")
MEMBER = UserProfile(id="U0ALICE", name="Alice", email=None, zone="Europe/Paris", team="T0LINA")
COLLEAGUE = replace(MEMBER, team="T0SISTER", enterprise="E0HOUSE")


def test_a_full_member_is_one() -> None:
    assert ALONE.has_member(MEMBER)
    assert OF_A_GRID.has_member(MEMBER)


@pytest.mark.parametrize("flag", ["gone", "guest", "bot"])
def test_guests_applications_and_closed_accounts_are_none(flag: str) -> None:
    assert not ALONE.has_member(replace(MEMBER, **{flag: True}))  # type: ignore[arg-type]  # a flag's name
    assert not OF_A_GRID.has_member(replace(COLLEAGUE, **{flag: True}))  # type: ignore[arg-type]  # a flag's name


def test_a_colleague_of_the_enterprise_is_one_there_alone() -> None:
    assert OF_A_GRID.has_member(COLLEAGUE)
    assert OF_A_GRID.has_member(replace(MEMBER, team="E0HOUSE"))
    assert not ALONE.has_member(COLLEAGUE)


@pytest.mark.parametrize("team", ["T0OTHER", ""])
@pytest.mark.parametrize("enterprise", ["E0OTHER", None])
def test_everybody_else_is_none(team: str, enterprise: str | None) -> None:
    person = replace(MEMBER, team=team, enterprise=enterprise)
    assert not ALONE.has_member(person)
    assert not OF_A_GRID.has_member(person)
