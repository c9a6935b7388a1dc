"""Outside of the simulator only the names that `simulator/__init__.py` exports are imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator

ROOT = Path(__file__).parents[2]
OWN = (ROOT / "simulator", ROOT / "tests" / "simulator")


def modules() -> Iterator[Path]:
    for folder in ("bot", "handlers", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(path.is_relative_to(own) for own in OWN):
                yield path


def private_imports(source: str) -> list[str]:
    """The modules of the simulator, and the names that it does not export, that the source imports."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.startswith("simulator.")]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module == "simulator":
            found += [each.name for each in node.names if each.name not in simulator.__all__]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found += [node.module] * node.module.startswith("simulator.")
    return found


def test_nothing_outside_imports_a_private_module() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in modules()}
    assert any("from simulator import" in source for source in sources.values())
    assert {name: bad for name, source in sources.items() if (bad := private_imports(source))} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from simulator import Simulator", []),
        ("import simulator", []),
        ("from simulator.api.chat import update", ["simulator.api.chat"]),
        ("import simulator.clock", ["simulator.clock"]),
        ("from simulator import api", ["api"]),
        ("def later():\n    from simulator.clock import MovableClock", ["simulator.clock"]),
    ],
)
def test_a_private_import_is_found(source: str, found: list[str]) -> None:
    assert private_imports(source) == found


def test_every_exported_name_is_there() -> None:
    assert [name for name in simulator.__all__ if not hasattr(simulator, name)] == []
