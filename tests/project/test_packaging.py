"""What is installed and what is shipped: the lock, the layers' list of dependencies, the wheel."""

import configparser
import re
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "simulator")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
BLOCKS = [block for block in re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE) if "==" in block]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _names(requirements: Iterable[str]) -> set[str]:
    """The names of these requirements, as the lock writes them."""
    return {re.sub("[-_.]+", "-", re.split(r"[^\w.-]", line)[0]).lower() for line in requirements}


def test_all_that_the_project_asks_for_is_pinned() -> None:
    project = PYPROJECT["project"]
    asked = [*project["dependencies"], *PYPROJECT["build-system"]["requires"]]
    for extra in project["optional-dependencies"].values():
        asked.extend(extra)
    assert _names(asked) <= _names(BLOCKS)


def test_every_pin_has_its_hashes() -> None:
    assert BLOCKS
    assert not [
        block
        for block in BLOCKS
        if not re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+ \\\n    --hash=sha256:", block)
    ]


@pytest.mark.parametrize(
    "trace", ["://", "file:/", "--index", "--extra-index", "--find-links", "--trusted-host", " @ "]
)
def test_the_lock_says_nothing_of_where_it_was_made(trace: str) -> None:
    assert trace not in LOCK


def test_one_oldest_python_for_all_tools() -> None:
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    tools = PYPROJECT["tool"]
    assert tools["mypy"]["python_version"] == oldest
    assert tools["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"sys.version_info >= ({oldest.replace('.', ', ')})" in (ROOT / "Makefile").read_text("utf-8")


def test_every_dependency_is_kept_out_of_the_domain() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    forbidden = set(contracts["importlinter:contract:domain"]["forbidden_modules"].split())
    dependencies = _names(PYPROJECT["project"]["dependencies"])
    modules = {
        module
        for module, distributions in packages_distributions().items()
        if not module.startswith("_") and dependencies & _names(distributions)
    }
    assert forbidden == modules


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    built = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_holds_the_packages_and_the_templates(wheel: zipfile.ZipFile) -> None:
    code = {str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    templates = {f"bot/{path.relative_to(ROOT)}" for path in (ROOT / "templates").rglob("*.j2")}
    assert templates
    assert code | templates <= set(wheel.namelist())


def test_the_wheel_holds_nothing_else_but_its_metadata(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    entry_points = next(name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert "lina = bot.cli:main" in wheel.read(entry_points).decode().splitlines()
