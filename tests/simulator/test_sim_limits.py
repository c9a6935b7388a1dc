"""Every limit of the Block Kit table: accepted at it, refused just above, and the very number that Slack documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.blockkit.checker import broken
from simulator.blockkit.elements import ELEMENTS
from simulator.blockkit.limits import BLOCKS, MESSAGE_BLOCKS, SUGGESTIONS, VIEWS
from simulator.blockkit.rules import Among, Anything, Chars, Flag, Kind, Many, Rule, Shape, Text, Whole

Path = tuple[str | int, ...]

TABLE: dict[str, Rule] = {
    "message": Shape({"blocks": MESSAGE_BLOCKS}),
    "suggestions": SUGGESTIONS,
    **VIEWS,
    **{f"{name} element": shape for name, shape in ELEMENTS.items()},
    **BLOCKS,
}


def bounds(rule: Rule, path: Path = ()) -> Iterator[tuple[Path, Chars | Text | Whole | Many]]:
    """Each bounded value under the rule with the way to it; forms have their own test."""
    match rule:
        case Shape(needs, may):
            for name, part in {**needs, **may}.items():
                yield from bounds(part, (*path, name))
        case Many(each):
            yield path, rule
            yield from bounds(each, (*path, 0))
        case Text() | Whole() | Chars(form=""):
            yield path, rule


def minimal(rule: Rule) -> Any:  # noqa: PLR0911 - one for each kind of rule
    match rule:
        case Chars(_, least, form):
            return {r"-?\d+(\.\d+)?": "1"}.get(form, "x" * max(least, 1))
        case Text():
            return {"type": "plain_text", "text": "x"}
        case Whole(_, least):
            return least
        case Flag():
            return True
        case Among(words):
            return words[0]
        case Anything():
            return {}
        case Many(each, _, least):
            return [minimal(each)] * max(least, 1)
        case Shape(needs):
            return {name: minimal(part) for name, part in needs.items()}
        case Kind(family, names):
            return {"type": names[0], **minimal((BLOCKS if family == "block" else ELEMENTS)[names[0]])}


def of_size(rule: Chars | Text | Whole | Many, size: int) -> Any:
    match rule:
        case Chars():
            return "x" * size
        case Text():
            return {"type": "plain_text", "text": "x" * size}
        case Whole():
            return size
        case Many(each):
            return [minimal(each)] * size


def sized(rule: Rule, path: Path, size: int) -> Any:
    """The smallest value that the rule accepts, but for the size of what stands at the end of the path."""
    match rule:
        case Shape(needs, may) if path:
            name = str(path[0])
            return {**minimal(rule), name: sized({**needs, **may}[name], path[1:], size)}
        case Many(each) if path:
            return [sized(each, path[1:], size)]
        case Chars() | Text() | Whole() | Many():
            return of_size(rule, size)
    raise AssertionError(f"nothing to size in {rule}")


def pointer(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


ROWS = [(name, path, bound) for name, rule in TABLE.items() for path, bound in bounds(rule)]


@pytest.mark.parametrize(("name", "path", "bound"), ROWS, ids=lambda value: str(value)[:60])
def test_accepts_at_the_limit_and_names_the_place_just_above(
    name: str, path: Path, bound: Chars | Text | Whole | Many
) -> None:
    rule = TABLE[name]
    assert list(broken(rule, sized(rule, path, bound.most), "")) == []
    over = list(broken(rule, sized(rule, path, bound.most + 1), ""))
    assert over == [f"{pointer(path)}: {bound.most + 1} > {bound.most}"]


@pytest.mark.parametrize(("name", "path", "bound"), ROWS, ids=lambda value: str(value)[:60])
def test_accepts_the_least_and_names_the_place_just_below(
    name: str, path: Path, bound: Chars | Text | Whole | Many
) -> None:
    rule, least = TABLE[name], 1 if isinstance(bound, Text) else bound.least
    assert list(broken(rule, sized(rule, path, least), "")) == []
    if least:
        under = list(broken(rule, sized(rule, path, least - 1), ""))
        assert under == [f"{pointer(path)}: {least - 1} < {least}"]


DOCUMENTED = {
    "message": {"blocks": 50},
    "modal": {"title": 24, "submit": 24, "close": 24, "blocks": 100, "private_metadata": 3000},
    "home": {"blocks": 100, "private_metadata": 3000, "callback_id": 255, "external_id": 255},
    "suggestions": {"options": 100, "option_groups": 100, "option_groups[0].label": 75},
    "section": {"text": 3000, "fields": 10, "fields[0]": 2000, "block_id": 255},
    "header": {"text": 150},
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "image": {"image_url": 3000, "alt_text": 2000, "title": 2000},
    "input": {"label": 2000, "hint": 2000},
    "markdown": {"text": 12_000},
    "table": {"rows": 100, "rows[0]": 20, "column_settings": 20},
    "video": {"title": 199, "author_name": 49},
    "mrkdwn element": {"text": 3000},
    "button element": {
        "text": 75,
        "value": 2000,
        "url": 3000,
        "accessibility_label": 75,
        "action_id": 255,
        "confirm.title": 100,
        "confirm.text": 300,
        "confirm.confirm": 30,
        "confirm.deny": 30,
    },
    "static_select element": {
        "options": 100,
        "options[0].text": 75,
        "options[0].value": 150,
        "options[0].description": 75,
        "option_groups": 100,
        "option_groups[0].label": 75,
        "option_groups[0].options": 100,
        "placeholder": 150,
    },
    "external_select element": {"placeholder": 150},
    "checkboxes element": {"options": 10},
    "radio_buttons element": {"options": 10},
    "overflow element": {"options": 5, "options[0].url": 3000},
    "plain_text_input element": {"min_length": 3000, "max_length": 3000, "placeholder": 150},
    "file_input element": {"max_files": 10},
    "rich_text_input element": {"min_lines": 100, "max_lines": 100},
}


def test_the_table_has_the_documented_numbers() -> None:
    table = {
        name: {pointer(path): bound.most for path, bound in bounds(rule)} for name, rule in TABLE.items()
    }
    found = {name: {path: table[name].get(path) for path in limits} for name, limits in DOCUMENTED.items()}
    assert found == DOCUMENTED
