"""A store whose newest file is damaged: the bot falls back, says so, and neither repeats itself nor reuses a number."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator import Message
from tests.support.workspace import ACK_TIMEOUT, SUPPORT
from tests.torture.crew import key_of
from tests.torture.installations import Folder
from tests.torture.rack import Rack, racked


class Fallen:
    """A bot on a folder, and somebody who calls."""

    def __init__(self, rack: Rack, data: Path) -> None:
        self.simulator = rack.simulator
        self.data = data
        self.victim = rack.victims[0]
        self._rack = rack

    @property
    def newest(self) -> Path:
        return self.data / "open.json"

    @property
    def previous(self) -> Path:
        return self.data / "open.json.previous"

    async def start(self) -> None:
        await self.simulator.until(lambda: not self.simulator.connections)  # the killed one's is gone
        self.victim.start(self.simulator.clock.offset)
        await self.simulator.until(lambda: self.simulator.connections)

    async def open(self, request: str) -> str:
        """The number, once its card stands and the store knows it."""
        assert await self.simulator.person("U0ALICE").command(f"/lina appel acme {request}") == ""
        card = await self.simulator.until(lambda: self._card(request))
        await self._rack.quiet()
        return card.words[:9]

    def _card(self, request: str) -> Message | None:
        cards = (m for m in self.simulator.messages(SUPPORT) if "/card/" in key_of(m))
        return next((card for card in cards if request in card.words), None)

    def said_twice(self) -> list[str]:
        keys = Counter(
            key_of(m) for c in self.simulator.workspace.channels.values() for m in c.messages.values()
        )
        return [key for key, n in keys.items() if key and n > 1]


@pytest.fixture
async def fallen(tmp_path: Path) -> AsyncIterator[Fallen]:
    async with racked(Folder(tmp_path / "data"), tmp_path, seed=0, ack_timeout=ACK_TIMEOUT) as rack:
        yield Fallen(rack, tmp_path / "data")


def torn(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


@pytest.mark.timeout(300)
async def test_a_torn_file_costs_nobody_a_second_message(fallen: Fallen):
    await fallen.start()
    for request in ("panne un", "panne deux", "panne trois"):
        last = await fallen.open(request)
    await fallen.victim.kill()
    torn(fallen.newest)
    await fallen.start()
    again = await fallen.open("panne quatre")
    assert int(again[-4:]) == int(last[-4:]) + 1
    assert fallen.said_twice() == []
    assert "the store fell back" in fallen.victim.log()
    assert "open.json.damaged-" in fallen.victim.log()


@pytest.mark.timeout(300)
async def test_a_number_whose_call_is_lost_but_whose_card_stands_is_not_given_again(fallen: Fallen):
    await fallen.start()
    await fallen.open("panne un")
    before = fallen.newest.read_bytes()
    lost = await fallen.open("panne deux")
    await fallen.victim.kill()
    fallen.previous.unlink()
    fallen.previous.write_bytes(before)
    torn(fallen.newest)
    for request in ("panne trois", "panne quatre"):  # the second start finds nothing to mend, and still knows
        await fallen.start()
        again = await fallen.open(request)
        assert int(again[-4:]) > int(lost[-4:])
        await fallen.victim.kill()
    assert fallen.said_twice() == []
