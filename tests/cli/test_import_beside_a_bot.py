"""`lina clients import` while the bot runs on the folder: the bot imports, the command says how it went."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.cli.terminal import Running, Terminal
from tests.support.workspace import simulated

HEADER = (
    "code;nom;phase;livre_le;garantie_fin;contrat;contrat_fin;contrat_heures;charge_affaire;techniciens;"
    "telephones;version_lina;acces_distant\n"
)
ACME = "ACME;Acme Industrie;livré" + ";" * 10 + "\n"


@pytest.fixture
async def running(terminal: Terminal) -> AsyncIterator[Running]:
    async with simulated() as simulator:
        terminal.env = {
            "SLACK_API_URL": simulator.api_url,
            "SLACK_BOT_TOKEN": simulator.bot_token,
            "SLACK_APP_TOKEN": simulator.app_token,
        }
        async with terminal.running("run") as lina:
            await lina.logged("connected")
            yield lina


@pytest.mark.usefixtures("running")
async def test_the_running_bot_imports_a_good_file_and_refuses_a_bad_one(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME)
    terminal.write("bad.csv", HEADER + ACME + ACME)
    done = await asyncio.to_thread(terminal.lina, "clients", "import", "clients.csv")
    assert (done.code, done.out) == (0, "1 added, 0 changed, 0 unchanged\n")
    again = await asyncio.to_thread(terminal.lina, "clients", "import", "clients.csv")
    assert (again.code, again.out) == (0, "0 added, 0 changed, 1 unchanged\n")
    bad = await asyncio.to_thread(terminal.lina, "clients", "import", "bad.csv")
    assert (bad.code, bad.line) == (1, "lina: bad.csv: line 3, code: 'ACME' is already on line 2")
    exported = await asyncio.to_thread(terminal.lina, "clients", "export", "out.csv")
    assert (exported.code, exported.out) == (0, "1 clients written to out.csv\n")
