"""One word, one concept: class names are unique, and the words that the glossary replaced stay replaced."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PACKAGES = ("bot", "handlers", "simulator")

RETIRED_MODULES = {
    "bot": """
        acts moves sorting deciding forgetting completing saying book duty amending looks desk desks pages reading
        unsaid intake courier errands parcels custody bells gate doubts scans speech facets floors shelf rows seal
        filling probing generations inbox tally retire plan configured outward wiring delivering connecting tending
        timekeeping counting asking papers letters once serving probes visit examination failing putting making
    """,
    "handlers": "listening surfaces outcomes opened comings desks",
    "simulator": """
        world workplace stage crowd wire shapes seeds changing outside records slots hands pen touches picture
        touching levers showing reach
    """,
}

RETIRED_CLASSES = {
    "bot": """
        Act Caller Hold Ending House Way Figure Ladder Book Pin Duty Why Roster Pen Offer Leave Outside Heard Stated
        Order Opened Change Carrier NotCarried Dispatch Gate Pace Voice Kind Letter Tally Plan World Lina WeekMoment
    """,
    "handlers": "Line Comings Letter Order Act Desks",
    "simulator": "World Refusal Spell Gauge",
}


def modules(package: str) -> Iterator[Path]:
    return (ROOT / package).rglob("*.py")


def public_classes(module: Path) -> Iterator[str]:
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_no_two_public_classes_have_one_name():
    places: defaultdict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for module in modules(package):
            for name in public_classes(module):
                places[name].append(str(module.relative_to(ROOT)))
    assert "Call" in places
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_or_package_has_a_retired_name(package: str):
    retired = set(RETIRED_MODULES[package].split())
    names = {part for module in modules(package) for part in module.relative_to(ROOT).with_suffix("").parts}
    assert names & retired == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_public_class_has_a_retired_name(package: str):
    retired = set(RETIRED_CLASSES[package].split())
    names = {name for module in modules(package) for name in public_classes(module)}
    assert names & retired == set()
    assert not {name for name in names if name.endswith("Desk")}
