"""What a command imports: only what it uses, so that a small machine can run the bot and a command answers at once."""

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.main import Commands
from simulator import Simulator
from tests.cli.terminal import CHANNELS, Terminal
from tests.support.workspace import simulated

SHOW_IMPORTS = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules))))
from bot.cli import main
main()
"""

FOR_A_FOLDER = frozenset(
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
        *("slack_bolt", "slack_sdk"),
        *("apscheduler", "tzlocal", "tzdata", "holidays", "dateutil", "six"),
        *("tinydb", "filelock", "orjson"),
        *("pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions"),
        *("jinja2", "markupsafe", "phonenumbers", "aiosmtplib", "rapidfuzz", "snowballstemmer"),
        *("typer", "shellingham", "annotated_doc", "colorama"),
        *("structlog", "greenlet", "prometheus_client"),
    }
)
"""The packages that `lina run` with a folder may import; each new one costs every bot its memory and its start."""

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
)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


async def imported(terminal: Terminal, *words: str, stop_at: str | None = None) -> set[str]:
    """The modules that a command has imported when it ends; `stop_at` is the line of its log at which it is told to."""
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
    return set(json.loads(out.splitlines()[-1]))


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
    modules = await imported(terminal, "run", stop_at="connected")
    assert packages(modules) <= FOR_A_FOLDER
    assert not [
        module for module in modules if module in NEVER or module.startswith(tuple(f"{n}." for n in NEVER))
    ]
    assert {module for module in modules if module.startswith("holidays.countries.")} == {
        "holidays.countries.france"
    }


async def test_the_version_costs_next_to_nothing(terminal: Terminal):
    modules = await imported(terminal, "--version")
    assert packages(modules) <= {
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
