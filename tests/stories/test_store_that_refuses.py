"""A disk that refuses to be written: the service is told once, level 2 is called all the same, and nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.domain.ports import StoreUnwritableError
from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, plain

FILES = ("open.json", "weeks.json", "clients.json")
REFUSED = "n'est plus enregistré"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """A folder stands where each file's next content would be written."""
    obstacles = [folder / f"{name}.new" for name in FILES]
    for obstacle in obstacles:
        obstacle.mkdir()
    try:
        yield
    finally:
        for obstacle in obstacles:
            obstacle.rmdir()


def holding(office: Office, channel: str, *words: str) -> list[Message]:
    return [m for m in office.simulator.messages(channel) if all(plain(w) in plain(m.words) for w in words)]


async def test_the_service_is_told_once_what_the_system_says(office: Office, folder: Path):
    await office.quiet()
    with refusing(folder):
        for _ in range(3):
            said = await office.person("alice").command("/lina appel acme imprimante HS")
            assert "rien n'a été enregistré" in plain(said)
            await office.later(minutes=2)
        told = await office.seen(SERVICE, REFUSED)
        assert "open.json" in told.words
        assert "@Anthony" in told.words
        await office.later(minutes=2)
    assert len(holding(office, SERVICE, REFUSED)) == 1


async def test_level_2_is_called_in_time_and_once_though_nothing_can_be_written(office: Office, folder: Path):
    number = await office.open()
    await office.quiet()
    with refusing(folder):
        await office.later(minutes=10)
        ping = await office.seen(DEV, number)
        assert "enregistr" not in ping.words
        await office.seen(SERVICE, REFUSED)
        await office.later(minutes=5)
        (reminder,) = await office.replies(ping, 1)
        assert number in reminder.words
        said = await office.person("alice").command("/lina appel bois imprimante HS")
        assert "rien n'a été enregistré" in plain(said)
    await office.later(seconds=10)
    await office.quiet()
    await office.card_shows(number, "Niveau 2")
    await office.person("david").click(holding(office, DEV, number)[0], "Je prends")
    await office.card_shows(number, "David")
    await office.later(minutes=30)
    await office.quiet()
    assert (
        len(holding(office, DEV, number)) == 2
    )  # the ping, and the reminder, which is shown in the channel too
    assert len(office.simulator.messages(DEV, ping.ts)) == 1
    assert not any(number in m.words for m in office.simulator.direct_messages("U0ANTHONY"))


async def test_the_lead_is_told_too_and_once(office: Office, folder: Path):
    number = await office.open()
    await office.quiet()
    with refusing(folder):
        await office.later(minutes=10)
        ping = await office.seen(DEV, number)
        for _ in range(4):
            await office.later(minutes=5)
        told = await office.told("anthony", number)
        assert "Personne n’a pris l’appel" in told.words
    await office.later(minutes=5)
    await office.quiet()
    assert len(office.simulator.messages(DEV, ping.ts)) == 3
    assert len([m for m in office.simulator.direct_messages("U0ANTHONY") if number in m.words]) == 1


async def test_the_next_bot_finds_that_the_ping_was_sent(office: Office, folder: Path):
    number = await office.open()
    await office.quiet()
    with refusing(folder):
        await office.later(minutes=10)
        await office.seen(DEV, number)
        await office.quiet()
        # As after a power failure: nothing of what was kept in memory is written down at the stop.
        with suppress(StoreUnwritableError):  # of a write that was begun at that moment
            await office.stop()
    await office.start()
    await office.quiet()
    assert len(holding(office, DEV, number)) == 1
    await office.card_shows(number, "Niveau 2")
    await office.person("david").click(holding(office, DEV, number)[0], "Je prends")
    await office.card_shows(number, "David")


async def test_a_call_that_was_closed_meanwhile_shows_it_in_dev(office: Office, folder: Path):
    number = await office.open()
    await office.quiet()
    with refusing(folder):
        await office.later(minutes=10)
        await office.seen(DEV, number)
        await office.quiet()
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.later(seconds=11)
    await office.quiet()
    assert [m.buttons for m in holding(office, DEV, number)] == [[]]
