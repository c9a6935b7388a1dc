"""`lina run` and `lina demo` as programs: they answer, say no in a line, and stop when they are told to."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.storage.tiny.folder import TinyStore
from simulator import Fault, FaultKind, Simulator
from tests.cli.terminal import CHANNELS, SLOW_SLACK, STOPS_WITHIN, Finished, Terminal
from tests.free_port import free_port
from tests.support.workspace import simulated

HEADER = (
    "code;nom;phase;livre_le;garantie_fin;contrat;contrat_fin;contrat_heures;charge_affaire;techniciens;"
    "telephones;version_lina;acces_distant\n"
)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@pytest.fixture
def installed(terminal: Terminal, simulator: Simulator) -> Terminal:
    """With its tokens, and a client."""
    terminal.write("lina.toml", CHANNELS)
    terminal.env = {
        "SLACK_API_URL": simulator.api_url.rstrip("/"),
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
    }
    return terminal


def clean(finished: Finished, seconds: float) -> None:
    assert finished.code == 0
    assert "Traceback" not in finished.err
    assert seconds < STOPS_WITHIN


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_the_bot_takes_a_command_and_stops_when_told(
    installed: Terminal, simulator: Simulator, how: signal.Signals
):
    installed.write("clients.csv", HEADER + "ACME;Acme Industrie;livré" + ";" * 10 + "\n")
    imported = await asyncio.to_thread(installed.lina, "clients", "import", "clients.csv")
    assert imported.code == 0
    async with installed.running("run") as lina:
        await lina.logged("connected")
        assert await simulator.person("U0ALICE").command("/lina appel acme imprimante HS") == ""
        await simulator.until(lambda: simulator.messages("C0SUPPORT"))
        said = (await simulator.until(lambda: simulator.ephemerals("U0ALICE")))[0].words
        assert "0001" in said
        clean(*await lina.stop(how))
    assert simulator.connections == 0
    shown = await asyncio.to_thread(installed.lina, "calls", "show", said.split("-")[0][-4:] + "-0001")
    assert (shown.code, "imprimante HS" in shown.out) == (0, True)
    assert (await asyncio.to_thread(installed.lina, "store", "check")).code == 0


async def test_the_bot_stops_in_time_while_slack_is_slow(installed: Terminal, simulator: Simulator):
    async with installed.running("run") as lina:
        await lina.logged("connected")
        simulator.faults.add(Fault(kind=FaultKind.DELAY, delay=SLOW_SLACK, times=20, method="*"))
        await simulator.person("U0ALICE").command("/lina appel")
        clean(*await lina.stop())


async def test_the_bot_stops_in_time_while_slack_does_not_know_it_yet(
    installed: Terminal, simulator: Simulator
):
    simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="auth.test", times=100))
    async with installed.running("run") as lina:
        await lina.logged("Slack does not answer")
        clean(*await lina.stop())


async def test_the_bot_stops_in_time_while_no_socket_opens(installed: Terminal, simulator: Simulator):
    simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="apps.connections.open", times=100))
    async with installed.running("run") as lina:
        await lina.logged("Slack does not open a socket yet")
        clean(*await lina.stop())


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_refuses_is_said(installed: Terminal, name: str):
    installed.env[name] = "xoxx-of-another-house"
    done = await asyncio.to_thread(installed.lina, "run")
    assert done.code == 2
    assert name in done.line
    assert "invalid_auth" in done.line
    assert "xoxx-of-another-house" not in done.err


async def test_a_second_bot_on_the_folder_is_refused(installed: Terminal):
    async with TinyStore.open(installed.data):
        done = await asyncio.to_thread(installed.lina, "run")
    assert (done.code, done.line) == (1, "lina: another bot is running on the store at data")


async def test_importing_beside_a_running_bot_does_not_harm_it(installed: Terminal, simulator: Simulator):
    installed.write("clients.csv", HEADER + "ACME;Acme Industrie;livré" + ";" * 10 + "\n")
    async with installed.running("run") as lina:
        await lina.logged("connected")
        done = await asyncio.to_thread(installed.lina, "clients", "import", "clients.csv")
        assert (done.code, "Traceback" in done.err) in {(0, False), (1, False)}
        assert await simulator.person("U0ALICE").command("/lina aide")
        clean(*await lina.stop())


async def test_the_demo_answers_on_its_port_and_stops_when_told(terminal: Terminal):
    port = free_port()
    async with terminal.running("demo", "--port", str(port), "--after", "5m", "--no-browser") as lina:
        address = next(w for w in (await lina.printed("http")).split() if w.startswith("http"))
        assert f":{port}" in address
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
        clean(*await lina.stop())


async def test_a_port_that_is_taken_is_said(terminal: Terminal):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = await asyncio.to_thread(terminal.lina, "demo", "--port", str(port), "--no-browser")
    assert done.code == 2
    assert str(port) in done.line


async def test_the_demo_leaves_nothing_behind(terminal: Terminal, tmp_path: Path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    terminal.env = {"TMPDIR": str(scratch)}
    async with terminal.running("demo", "--port", str(free_port()), "--no-browser") as lina:
        await lina.printed("http")
        assert list(scratch.iterdir())
        clean(*await lina.stop())
    assert list(scratch.iterdir()) == []
