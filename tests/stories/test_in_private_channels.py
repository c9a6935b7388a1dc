"""The same stories where the three channels are private, with the scopes and events of `--private` alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import BotConfig
from bot.demo.samples import WORKSPACE
from bot.manifest import manifest
from simulator import MovableClock
from tests.stories.office import Office
from tests.stories.told_again import Story, stories
from tests.support.workspace import SUPPORT, TUESDAY_AT_TEN, simulated

PRIVATE = replace(WORKSPACE, channels=tuple(replace(c, is_private=True) for c in WORKSPACE.channels))


@pytest.fixture
async def office(tmp_path: Path, what: BotConfig) -> AsyncIterator[Office]:
    declared = manifest(private=True)
    clock = MovableClock(TUESDAY_AT_TEN)
    async with simulated(declared, fixture=PRIVATE, clock=clock) as simulator:
        office = Office(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.breaches == []


@stories
async def test_in_private_channels(office: Office, story: Story):
    await story(office)


async def test_notes_and_memberships_are_heard_there_too(office: Office):
    number = await office.open()
    await office.person("bruno").write(SUPPORT, "Câble débranché", office.card(number).ts)
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Câble débranché"
    asked = [c for c in office.simulator.calls if c.method == "conversations.members"]
    assert asked
    assert all(call.answer["ok"] for call in asked)
