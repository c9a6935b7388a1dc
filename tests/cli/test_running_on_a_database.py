"""`lina run` twice on one database: two programs that share the work, and one that goes on when the other is killed."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator

import pytest

from simulator import Simulator
from tests.cli.terminal import STOPS_WITHIN, Terminal
from tests.cli.test_running import HEADER
from tests.support.workspace import simulated

NUMBER = re.compile(r"\d{4}-\d{4}")


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


async def open_calls(simulator: Simulator, names: str) -> list[str]:
    """Their numbers, once their cards are there."""
    return [await open_call(simulator, name) for name in names]


async def open_call(simulator: Simulator, name: str) -> str:
    await simulator.person("U0ALICE").command(f"/lina appel acme demande {name}")
    cards = await simulator.until(
        lambda: [m for m in simulator.messages("C0SUPPORT") if f"demande {name}" in m.words]
    )
    number: str = NUMBER.findall(cards[0].words)[0]
    await simulator.until(lambda: any(number in e.words for e in simulator.ephemerals("U0ALICE")))
    return number


def number_of_cards(simulator: Simulator, numbers: list[str]) -> int:
    """How many messages of the channel are one of these calls' cards."""
    return sum(any(n in m.words for n in numbers) for m in simulator.messages("C0SUPPORT") if m.blocks)


async def test_two_programs_share_the_work_and_one_may_be_killed(
    terminal: Terminal, simulator: Simulator, database_url: str
):
    terminal.env = {
        "SLACK_API_URL": simulator.api_url,
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
        "DATABASE_URL": database_url,
    }
    terminal.write("clients.csv", HEADER + "ACME;Acme Industrie;livré" + ";" * 10 + "\n")
    assert (await asyncio.to_thread(terminal.lina, "clients", "import", "clients.csv")).code == 0
    async with terminal.running("run") as killed, terminal.running("run") as kept:
        await asyncio.gather(killed.logged("connected"), kept.logged("connected"))
        assert simulator.connections == 2
        numbers = await open_calls(simulator, "abcd")

        await killed.stop(signal.SIGKILL)
        await simulator.until(lambda: simulator.connections == 1)
        numbers += await open_calls(simulator, "efgh")
        finished, seconds = await kept.stop()
    assert (finished.code, "Traceback" in finished.err) == (0, False), finished.err
    assert seconds < STOPS_WITHIN
    assert [number[5:] for number in numbers] == [f"{n:04d}" for n in range(1, 9)]
    assert number_of_cards(simulator, numbers) == len(numbers)
    assert not terminal.data.exists()
