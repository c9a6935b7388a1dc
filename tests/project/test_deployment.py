"""What a host runs: the image, the composition, the unit. Nothing is built here; what they name is there."""

import configparser
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.settings import Secrets

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = [
    line.split(maxsplit=1) for line in DOCKERFILE.replace("\\\n", " ").splitlines() if line[:1].isupper()
]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
PINS = re.compile(r"^([a-z0-9.-]+==\S+) \\$", re.MULTILINE)


def _unit() -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    unit.read(ROOT / "deploy" / "lina.service", "utf-8")
    return unit


def _copied() -> list[str]:
    words = [rest.split() for name, rest in INSTRUCTIONS if name == "COPY" and "--from" not in rest]
    return [source for *sources, _ in words for source in sources]


def test_the_image_copies_what_is_there_and_nothing_else_is_sent_to_it():
    assert all((ROOT / source).exists() for source in _copied())
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == set(_copied())


def test_the_image_has_all_that_the_wheel_is_made_of():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.findall(r'"(\w+)"', re.findall(r"^packages = (.*)$", project, re.MULTILINE)[0])
    assert {*packages, "templates", "README.md", "LICENSE", "pyproject.toml"} <= set(_copied())


def test_the_image_is_pinned_and_runs_as_nobody_in_particular():
    stages = [rest.split()[0] for name, rest in INSTRUCTIONS if name == "FROM"]
    assert len(set(stages)) == 1
    assert re.fullmatch(r"python:3\.11-slim-\w+", stages[0])
    assert [rest for name, rest in INSTRUCTIONS if name == "USER"] == ["lina"]
    assert "--require-hashes -r requirements.run.lock" in DOCKERFILE


def test_what_the_image_installs_is_what_was_tested():
    tested = set(PINS.findall((ROOT / "requirements.lock").read_text("utf-8")))
    run = set(PINS.findall((ROOT / "requirements.run.lock").read_text("utf-8")))
    assert run
    assert run <= tested


def test_the_composition_gives_the_bot_variables_that_it_knows():
    given = set(COMPOSE["services"]["bot"]["environment"])
    known = {field.name.upper() for field in fields(Secrets)} | {"LINA_LOG"}
    assert given <= known
    assert known - given == {"SLACK_API_URL", "PORT"}  # Slack's own, and the image's
    assert "PORT=3000" in DOCKERFILE


def test_the_composition_keeps_the_database_and_waits_for_it():
    services = COMPOSE["services"]
    assert services["bot"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    volumes = [volume.split(":")[0] for volume in services["database"]["volumes"]]
    assert volumes == list(COMPOSE["volumes"])
    assert not re.search(r":latest\b", str(COMPOSE))


def test_the_unit_stops_in_time_and_does_not_try_a_wrong_configuration_again():
    service = _unit()["Service"]
    assert service["RestartPreventExitStatus"] == "2"
    assert int(service["TimeoutStopSec"]) > 5
    assert service["StateDirectory"] == "lina"
    assert service["WorkingDirectory"] == "/var/lib/lina"


@pytest.mark.parametrize(
    "command",
    [_unit()["Service"]["ExecStart"], " ".join(["lina", *yaml.safe_load(DOCKERFILE.split("\nCMD ")[1])])],
)
def test_what_they_run_is_a_command(command: str):
    words = command.rpartition("/")[2].split()
    assert words[0] == "lina"
    assert CliRunner().invoke(app, [*words[1:], "--help"]).exit_code == 0
