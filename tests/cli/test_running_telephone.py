"""`lina run` with a telephone exchange, in Socket Mode; its missed call in what the command line writes."""

import asyncio
import signal
from collections.abc import AsyncIterator

import aiohttp
import pytest

from simulator import Simulator
from tests.cli.terminal import CHANNELS, Terminal
from tests.free_port import free_port
from tests.support.workspace import simulated

TOKEN = "c0ffee" * 6
TELEPHONY = "[telephony]\n"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@pytest.fixture
def installed(terminal: Terminal, simulator: Simulator) -> Terminal:
    terminal.write("lina.toml", CHANNELS + TELEPHONY)
    terminal.env = {
        "SLACK_API_URL": simulator.api_url.rstrip("/"),
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
        "TELEPHONY_TOKEN": TOKEN,
    }
    return terminal


async def test_a_missed_call_is_a_card_and_a_row_of_the_files(installed: Terminal, simulator: Simulator):
    port = free_port()
    installed.env["PORT"] = str(port)
    url = f"http://127.0.0.1:{port}/telephony/{TOKEN}"
    async with installed.running("run") as lina, aiohttp.ClientSession() as session:
        await lina.logged("connected")
        for event in ("newCall", "hangup"):
            body = {"event": event, "callId": "c1", "direction": "in", "from": "anonymous"}
            while (await session.post(url, data=body)).status == 503:
                pass  # sends again, as an exchange does
        await simulator.until(lambda: simulator.messages("C0SUPPORT"))
        (card,) = simulator.messages("C0SUPPORT")
        assert "Appel manqué à" in card.words
        done, _ = await lina.stop(signal.SIGTERM)
        assert done.code == 0
        assert TOKEN not in done.err + done.out
    number = card.words[:9]
    shown = await asyncio.to_thread(installed.lina, "calls", "show", number)
    assert (shown.code, "Client inconnu" in shown.out) == (0, True)
    written = await asyncio.to_thread(installed.lina, "calls", "export", "calls.csv")
    assert written.code == 0
    row = (installed.data.parent / "calls.csv").read_text("utf-8-sig").splitlines()[1].split(";")
    assert row[0] == number
    assert "Client inconnu" in row


@pytest.mark.parametrize("token", ["", "a/b"])
async def test_without_a_token_it_is_said_and_nothing_runs(installed: Terminal, token: str):
    installed.env["TELEPHONY_TOKEN"] = token
    done = await asyncio.to_thread(installed.lina, "run")
    assert done.code == 2
    assert done.line.startswith("lina: TELEPHONY_TOKEN")
    assert (await asyncio.to_thread(installed.lina, "rota", "show")).code == 0
