"""What every store promises of the roster: a copy of what Slack says, as last written."""

from pathlib import Path

from bot.domain.ports import PeopleRoster, UserProfile
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.roster import ROSTER_FILE

ALICE = UserProfile(
    id="U0ALICE",
    name="Alice",
    email="alice@example.fr",
    zone="Europe/Paris",
    team="T0LINA",
    enterprise="E0HOUSE",
)
GUEST = UserProfile(id="U0GUEST", name="Gaston", email=None, zone="Europe/Paris", guest=True, team="T0LINA")
ROSTER = PeopleRoster(
    people={p.id: p for p in (ALICE, GUEST)}, channels={"C0SUPPORT": ("U0ALICE", "U0GUEST")}
)


async def test_the_roster_begins_empty(store: Store) -> None:
    assert await store.roster.roster() == PeopleRoster()


async def test_the_roster_that_was_written_last_is_what_is_read(store: Store) -> None:
    await store.roster.save_roster(ROSTER)
    assert await store.roster.roster() == ROSTER
    alone = PeopleRoster(people={ALICE.id: ALICE}, channels={})
    await store.roster.save_roster(alone)
    assert await store.roster.roster() == alone


async def test_a_folder_keeps_it_for_the_next_bot_and_a_damaged_one_is_empty(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path / "store") as store:
        await store.roster.save_roster(ROSTER)
    async with TinyStore.open(tmp_path / "store") as store:
        assert await store.roster.roster() == ROSTER
    (tmp_path / "store" / ROSTER_FILE).write_text("{", "utf-8")
    async with TinyStore.open(tmp_path / "store") as store:
        assert await store.roster.roster() == PeopleRoster()
