"""A few rounds of what `make torture` does for hours: nothing is lost, nothing is said twice."""

from pathlib import Path

import pytest

from tests.torture.installations import Database, Folder
from tests.torture.rack import racked

ROUNDS = 5


@pytest.mark.timeout(300)
async def test_a_bot_with_a_folder_that_is_killed_loses_nothing_and_says_nothing_twice(tmp_path: Path):
    async with racked(Folder(tmp_path / "data"), tmp_path, seed=ROUNDS) as rack:
        outcome = await rack.run(ROUNDS)
    assert (outcome.lost, outcome.doubled) == ([], []), rack.victims[0].log()
    assert outcome.acts


@pytest.mark.timeout(300)
async def test_two_bots_with_a_database_that_are_killed_lose_nothing_and_say_nothing_twice(
    tmp_path: Path, database_url: str
):
    async with racked(Database(database_url), tmp_path, seed=ROUNDS) as rack:
        outcome = await rack.run(ROUNDS)
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert outcome.acts
