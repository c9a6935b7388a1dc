"""What a command imports: only what it uses, so that a small machine can run the bot and a command answers at once."""

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from bot.cli.commands import Commands, app
from bot.cli.lazy import LazyCommand
from bot.cli.main import RUN_FLAGS
from simulator import Simulator
from tests.cli.terminal import CHANNELS, Terminal
from tests.support.workspace import simulated

SHOW_IMPORTS = """
import atexit, json, sys
at_connection = []

class Watched:
    def write(self, text):
        if '"connected"' in text:
            at_connection.extend(sys.modules)
        return sys.__stderr__.write(text)

    def flush(self):
        sys.__stderr__.flush()

    def isatty(self):
        return False

sys.stderr = Watched()
atexit.register(lambda: print(json.dumps({"connected": sorted(at_connection), "ended": sorted(sys.modules)})))
from bot.cli import main
main()
"""

TO_CONNECT = frozenset(
    {
        *("bot", "handlers"),
        *(
            "aiohappyeyeballs",
            "aiohttp",
            "aiosignal",
            "attr",
            "frozenlist",
            "idna",
            "multidict",
            "propcache",
            "yarl",
        ),
        *("slack_bolt", "slack_sdk", "typing_extensions"),
        *("apscheduler", "tzlocal", "tzdata"),
        *("tinydb", "filelock", "orjson", "msgspec", "Stemmer"),
        *("structlog", "greenlet"),
        *("holidays", "dateutil", "six"),
    }
)
"""The packages that `lina run` with a folder may import until it hears Slack; each new one costs every start."""

FOR_A_FOLDER = TO_CONNECT | {"jinja2", "markupsafe", "phonenumbers", "rapidfuzz"}
"""The packages that it may import at all; each new one costs every bot its memory."""

NEVER = (
    "psycopg",
    "openpyxl",
    "icalendar",
    "simulator",
    "rich",
    "bot.demo",
    "bot.bench",
    "bot.doctor",
    "bot.storage.postgres",
    "bot.exchange.calls_export",
    "bot.exchange.ical",
    "bot.delivery.senders.gdp",
    "bot.delivery.senders.mail",
)
"""What a folder, Slack alone and the holidays of France do not need."""


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@dataclass(frozen=True)
class Imported:
    """The modules that a command has imported.

    Attributes:
        connected: until it logs that it is connected; empty if it never does.
        ended: until it ends.
    """

    connected: set[str]
    ended: set[str]


async def imported(terminal: Terminal, *words: str, stop_at: str | None = None) -> Imported:
    """What a command imports; `stop_at` is the line of its log at which it is told to end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SHOW_IMPORTS, *words),
        cwd=terminal.folder,
        env=terminal.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    while stop_at and (line := await asyncio.wait_for(process.stderr.readline(), 90)):
        if stop_at in line.decode():
            process.terminate()
            break
    out, err = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 0, err.decode()
    modules = json.loads(out.splitlines()[-1])
    return Imported(set(modules["connected"]), set(modules["ended"]))


def packages(modules: set[str]) -> set[str]:
    """The packages of others and ours among modules: neither the standard library nor what compilers add."""
    found = {module.partition(".")[0] for module in modules}
    return {name for name in found - sys.stdlib_module_names if not name.startswith(("_", "cython"))}


async def test_a_bot_with_a_folder_imports_only_what_it_uses(terminal: Terminal, simulator: Simulator):
    terminal.write("lina.toml", CHANNELS)
    terminal.env = {
        "SLACK_API_URL": simulator.api_url,
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
    }
    modules = await imported(terminal, "run", stop_at="the search holds all closed calls")
    assert "bot.app.run" in modules.connected
    assert packages(modules.connected) <= TO_CONNECT
    assert packages(modules.ended) <= FOR_A_FOLDER
    assert not [
        module
        for module in modules.ended
        if module in NEVER or module.startswith(tuple(f"{n}." for n in NEVER))
    ]


async def test_a_place_outside_france_imports_no_country_but_its_own(
    terminal: Terminal, simulator: Simulator
):
    terminal.write("lina.toml", f'{CHANNELS}[rota]\nholidays = "BE"\n')
    terminal.env = {
        "SLACK_API_URL": simulator.api_url,
        "SLACK_BOT_TOKEN": simulator.bot_token,
        "SLACK_APP_TOKEN": simulator.app_token,
    }
    modules = await imported(terminal, "run", stop_at="connected")
    assert {module for module in modules.ended if module.startswith("holidays.countries.")} == {
        "holidays.countries.belgium"
    }


def test_what_the_quick_start_takes_is_what_the_command_takes():
    command = LazyCommand("bot.cli.run:run", "").load("run")
    options = {option: parameter.name for parameter in command.params for option in parameter.opts}
    assert RUN_FLAGS.items() == {(option, name) for option, name in options.items() if name != "help"}


async def test_the_version_costs_next_to_nothing(terminal: Terminal):
    modules = await imported(terminal, "--version")
    assert packages(modules.ended) <= {
        "bot",
        "typer",
        "shellingham",
        "annotated_doc",
        "colorama",
        "structlog",
        "greenlet",
    }


def test_the_list_of_commands_says_what_each_command_says_of_itself():
    shown = " ".join(CliRunner().invoke(app, ["--help"], prog_name="lina").output.split())
    for name, command in Commands.lazy.items():
        assert f"{name} {command.help}" in shown
        module, attribute = command.path.split(":")
        defined = getattr(importlib.import_module(module), attribute)
        own = getattr(getattr(defined, "info", None), "help", None) or defined.__doc__
        assert own.startswith(command.help.removesuffix(".")), name
