"""`lina run` with a telephone exchange, by the socket and by signed HTTP; its calls as the command line writes them."""

import asyncio
import signal
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.manifest import manifest
from simulator import Message, Simulator
from tests.cli.terminal import CHANNELS, Terminal
from tests.free_port import free_port
from tests.support.workspace import plain, simulated

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


@pytest.fixture(params=["socket", "http"])
async def served(request: pytest.FixtureRequest, terminal: Terminal) -> AsyncIterator[tuple[Simulator, str]]:
    """The bot on a port, whose week is Bruno's, in either mode; its workspace and its address."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    terminal.write("lina.toml", CHANNELS + '[rota]\nmembers = ["U0BRUNO"]\n' + TELEPHONY)
    async with simulated(manifest(http=here) if request.param == "http" else None) as simulator:
        terminal.env = {
            "SLACK_API_URL": simulator.api_url.rstrip("/"),
            "SLACK_BOT_TOKEN": simulator.bot_token,
            "TELEPHONY_TOKEN": TOKEN,
            "PORT": str(port),
        }
        if request.param == "http":
            terminal.env["SLACK_SIGNING_SECRET"] = simulator.signing_secret
            simulator.http_app_url = f"{here}/slack/events"
        else:
            terminal.env["SLACK_APP_TOKEN"] = simulator.app_token
        async with terminal.running("run") as lina:
            await lina.logged("connected" if request.param == "socket" else "week announced")
            yield simulator, here
        assert simulator.breaches == []


async def test_it_rings_is_answered_and_ends_in_either_mode(served: tuple[Simulator, str]):
    simulator, here = served
    url = f"{here}/telephony/{TOKEN}"
    async with aiohttp.ClientSession() as session:

        async def told(event: str, **fields: str) -> None:
            body = {"event": event, "callId": "c1", "direction": "in", "from": "0472000001", **fields}
            while (status := (await session.post(url, data=body)).status) == 503:
                pass  # sends again, as an exchange does
            assert status == 200

        def read(name: str, words: str) -> Message | None:
            found = [m for m in simulator.direct_messages(name) if words in plain(m.words)]
            return found[-1] if found else None

        await told("newCall")
        ring = await simulator.until(lambda: read("U0BRUNO", "Appel entrant : numéro inconnu"))
        await told("answer", user="Alice Martin")
        await simulator.until(lambda: read("U0BRUNO", "Pris par Alice"))
        await told("hangup")
        taken = await simulator.until(lambda: read("U0ALICE", "Appel terminé"))
        assert ring.ts != taken.ts
        alice = simulator.person("U0ALICE")
        await alice.click(taken, "Ouvrir l’appel")
        form = await alice.wait_view("Nouvel appel")
        assert plain(str(form.values["Téléphone"])) == "04 72 00 00 01"

        assert (await session.post(f"{here}/telephony/another", data={"event": "newCall"})).status == 404
        assert (await session.get(url)).status == 405
        long = {"event": "newCall", "callId": "c2", "direction": "in", "from": "1" * 16 * 1024}
        assert (await session.post(url, data=long)).status == 413
        assert (await session.post(url, data={"event": "newCall"})).status == 400
        assert (await session.get(f"{here}/healthz")).status == 200


@pytest.mark.parametrize("token", ["", "a/b"])
async def test_without_a_token_it_is_said_and_nothing_runs(installed: Terminal, token: str):
    installed.env["TELEPHONY_TOKEN"] = token
    done = await asyncio.to_thread(installed.lina, "run")
    assert done.code == 2
    assert done.line.startswith("lina: TELEPHONY_TOKEN")
    assert (await asyncio.to_thread(installed.lina, "rota", "show")).code == 0
