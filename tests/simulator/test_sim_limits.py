"""Every limit of the Block Kit table: accepted at it, refused just above, and the very number that Slack documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.blockkit.charts import CHARTS
from simulator.blockkit.checker import violations
from simulator.blockkit.elements import ELEMENTS
from simulator.blockkit.limits import BLOCKS, MESSAGE_BLOCKS, SUGGESTIONS, VIEWS
from simulator.blockkit.rules import (
    AnyJson,
    Boolean,
    Integer,
    ListOf,
    Number,
    Object,
    OneOf,
    Rule,
    String,
    TextObject,
    TypedObject,
)

Path = tuple[str | int, ...]

TABLE: dict[str, Rule] = {
    "message": Object({"blocks": MESSAGE_BLOCKS}),
    "suggestions": SUGGESTIONS,
    **VIEWS,
    **{f"{name} element": shape for name, shape in ELEMENTS.items()},
    **{f"{name} chart": shape for name, shape in CHARTS.items()},
    **BLOCKS,
}
FAMILIES = {"block": BLOCKS, "element": ELEMENTS, "chart": CHARTS}


def bounds(rule: Rule, path: Path = ()) -> Iterator[tuple[Path, String | TextObject | Integer | ListOf]]:
    """Each bounded value under the rule with the way to it; forms have their own test."""
    match rule:
        case Object(needs, may):
            for name, part in {**needs, **may}.items():
                yield from bounds(part, (*path, name))
        case ListOf(each):
            yield path, rule
            yield from bounds(each, (*path, 0))
        case TextObject() | Integer() | String(pattern=""):
            yield path, rule


def minimal(rule: Rule) -> Any:  # noqa: C901, PLR0911 - one for each kind of rule
    match rule:
        case String(_, least, form):
            return {r"-?\d+(\.\d+)?": "1"}.get(form, "x" * max(least, 1))
        case TextObject():
            return {"type": "plain_text", "text": "x"}
        case Integer(_, least):
            return least
        case Number():
            return 0.5
        case Boolean():
            return True
        case OneOf(words):
            return words[0]
        case AnyJson():
            return {}
        case ListOf(each, _, least):
            return [minimal(each)] * max(least, 1)
        case Object(needs):
            return {name: minimal(part) for name, part in needs.items()}
        case TypedObject(family, names):
            return {"type": names[0], **minimal(FAMILIES[family][names[0]])}


def of_size(rule: String | TextObject | Integer | ListOf, size: int) -> Any:
    match rule:
        case String():
            return "x" * size
        case TextObject():
            return {"type": "plain_text", "text": "x" * size}
        case Integer():
            return size
        case ListOf(each):
            return [minimal(each)] * size


def sized(rule: Rule, path: Path, size: int) -> Any:
    """The smallest value that the rule accepts, but for the size of what stands at the end of the path."""
    match rule:
        case Object(needs, may) if path:
            name = str(path[0])
            return {**minimal(rule), name: sized({**needs, **may}[name], path[1:], size)}
        case ListOf(each) if path:
            return [sized(each, path[1:], size)]
        case String() | TextObject() | Integer() | ListOf():
            return of_size(rule, size)
    raise AssertionError(f"nothing to size in {rule}")


def pointer(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


ROWS = [(name, path, bound) for name, rule in TABLE.items() for path, bound in bounds(rule)]


@pytest.mark.parametrize(("name", "path", "bound"), ROWS, ids=lambda value: str(value)[:60])
def test_accepts_at_the_limit_and_names_the_place_just_above(
    name: str, path: Path, bound: String | TextObject | Integer | ListOf
) -> None:
    rule = TABLE[name]
    assert list(violations(rule, sized(rule, path, bound.maximum), "")) == []
    over = list(violations(rule, sized(rule, path, bound.maximum + 1), ""))
    assert over == [f"{pointer(path)}: {bound.maximum + 1} > {bound.maximum}"]


@pytest.mark.parametrize(("name", "path", "bound"), ROWS, ids=lambda value: str(value)[:60])
def test_accepts_the_least_and_names_the_place_just_below(
    name: str, path: Path, bound: String | TextObject | Integer | ListOf
) -> None:
    rule, least = TABLE[name], 1 if isinstance(bound, TextObject) else bound.minimum
    assert list(violations(rule, sized(rule, path, least), "")) == []
    if least:
        under = list(violations(rule, sized(rule, path, least - 1), ""))
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
    "data_visualization": {"title": 50},
    "bar chart": {
        "series": 6,
        "series[0].data": 20,
        "series[0].data[0].label": 20,
        "axis_config.categories": 20,
        "axis_config.categories[0]": 20,
        "axis_config.x_label": 50,
        "axis_config.y_label": 50,
    },
    "pie chart": {"segments": 6},
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
        name: {pointer(path): bound.maximum for path, bound in bounds(rule)} for name, rule in TABLE.items()
    }
    found = {name: {path: table[name].get(path) for path in limits} for name, limits in DOCUMENTED.items()}
    assert found == DOCUMENTED
