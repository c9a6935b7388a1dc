"""`lina run` on a store that has lost its calls: it says no, and what to restore; or goes on above every number."""

import asyncio
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from functools import partial

import pytest

from simulator import Simulator
from tests.cli.terminal import Finished, Terminal
from tests.cli.test_running import HEADER
from tests.support.workspace import simulated

NUMBER = re.compile(r"\d{4}-(\d{4})")


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@pytest.fixture
def installed(terminal: Terminal, simulator: Simulator) -> Terminal:
    terminal.env = {
        "SLACK_API_URL": simulator.api_url,
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
    }
    return terminal


async def used(terminal: Terminal, simulator: Simulator, *options: str, calls: int) -> list[int]:
    """The counts of the calls that a running bot opened, each once its card is there."""
    terminal.write("clients.csv", HEADER + "ACME;Acme Industrie;livré" + ";" * 10 + "\n")
    counts = []
    async with terminal.running("run", *options) as lina:
        await lina.logged("connected")
        assert (await asyncio.to_thread(terminal.lina, "clients", "import", "clients.csv")).code == 0
        for _ in range(calls):
            token = secrets.token_hex(4)
            await simulator.person("U0ALICE").command(f"/lina appel acme imprimante {token}")
            counts.append(await simulator.until(partial(count_on_card, simulator, token)))
        assert (await lina.stop())[0].code == 0
    return counts


def count_on_card(simulator: Simulator, token: str) -> int | None:
    """The count in the number of the call that was opened with this word, once its card is there."""
    cards = [m.words for m in simulator.messages("C0SUPPORT") if m.blocks and token in m.words]
    number = NUMBER.search(cards[0]) if cards else None
    return int(number[1]) if number else None


async def refused(terminal: Terminal) -> Finished:
    async with terminal.running("run") as lina:
        finished = await lina.ended()
    assert finished.code == 1
    assert "Traceback" not in finished.err
    return finished


async def test_without_both_generations_it_does_not_start_unless_the_loss_is_accepted(
    installed: Terminal, simulator: Simulator
):
    assert await used(installed, simulator, calls=2) == [1, 2]
    for path in installed.data.glob("open.json*"):
        path.unlink()
    said = (await refused(installed)).err.splitlines()[-1]
    assert all(
        words in said for words in ("open.json", "clients.json", "lina store restore", "--accept-loss")
    )
    exported = await asyncio.to_thread(installed.lina, "calls", "export", "calls.csv")
    assert (exported.code, (installed.folder / "calls.csv").exists()) == (1, False)
    assert (await asyncio.to_thread(installed.lina, "store", "check")).code == 1
    assert await used(installed, simulator, "--accept-loss", calls=1) == [3]
    assert await used(installed, simulator, calls=1) == [4]


async def test_an_empty_folder_under_a_channel_with_cards_is_refused_too(
    installed: Terminal, simulator: Simulator
):
    assert await used(installed, simulator, calls=2) == [1, 2]
    shutil.rmtree(installed.data)
    said = (await refused(installed)).err.splitlines()[-1]
    assert all(words in said for words in ("-0002", "stands in Slack", "--accept-loss"))
    assert await used(installed, simulator, "--accept-loss", calls=1) == [3]


async def test_so_is_an_empty_database(installed: Terminal, simulator: Simulator, database_url: str):
    assert await used(installed, simulator, calls=1) == [1]
    installed.env["DATABASE_URL"] = database_url
    assert "stands in Slack" in (await refused(installed)).err.splitlines()[-1]
    assert await used(installed, simulator, "--accept-loss", calls=1) == [2]
