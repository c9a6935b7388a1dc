"""What a newcomer copies from these pages works: targets, commands, options, links."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _lines(page: Path) -> list[str]:
    """The commands in the page's shell blocks."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


SHELL = [line for page in PAGES for line in _lines(page)]
PROCFILE = dict(line.split(": ") for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
LINA = [line.removeprefix(".venv/bin/") for line in SHELL if line.startswith((".venv/bin/lina ", "lina "))]


def test_the_readme_begins_with_the_demo_and_the_tests() -> None:
    assert _lines(ROOT / "README.md")[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("make ")])
def test_every_make_command_has_its_target(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert set(line.split()[1:]) <= set(targets)


@pytest.mark.parametrize("line", sorted({*LINA, *PROCFILE.values()}))
def test_every_lina_command_is_known_with_its_options(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    command = re.sub(r"^([A-Z_]+=\S+ )+", "", line)  # a shell's variables come first
    words = command.partition(" > ")[0].split()[1:]
    names = [word for word in words if re.fullmatch("[a-z]+", word)]
    shown = CliRunner().invoke(app, [*names, "--help"], prog_name="lina")
    assert shown.exit_code == 0
    assert f"lina {' '.join(names)} " in f"{shown.output} "
    assert not [word for word in words if word.startswith("--") and word not in shown.output]


def test_the_procfile_has_a_worker_and_a_web_process() -> None:
    assert set(PROCFILE) == {"worker", "web"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    assert not [target for target in targets if target and not (page.parent / target).exists()]
