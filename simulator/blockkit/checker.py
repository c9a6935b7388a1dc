"""Checks one value against one rule of the Block Kit table."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.blockkit.charts import CHARTS
from simulator.blockkit.elements import ELEMENTS
from simulator.blockkit.limits import BLOCKS
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
from simulator.json_types import Json

_FAMILIES: Mapping[str, Mapping[str, Object]] = {"block": BLOCKS, "element": ELEMENTS, "chart": CHARTS}
_TEXT_EXTRA = {"plain_text": "emoji", "mrkdwn": "verbatim"}


def violations(rule: Rule, value: Any, at: str) -> Iterator[str]:
    """Yields each violation as `path: what is wrong`, such as `blocks[3].elements[0].text: 76 > 75`."""
    match rule:
        case AnyJson():
            return
        case Boolean():
            if not isinstance(value, bool):
                yield f"{at}: not a boolean"
        case OneOf(values):
            if value not in values:
                yield f"{at}: {value!r} is not one of {', '.join(values)}"
        case String():
            yield from _string(rule, value, at)
        case TextObject():
            yield from _text(rule, value, at)
        case Integer() | Number():
            yield from _number(rule, value, at)
        case _:
            yield from _compound(rule, value, at)


def _number(rule: Integer | Number, value: Any, at: str) -> Iterator[str]:
    kinds = int if isinstance(rule, Integer) else int | float
    if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value):
        yield f"{at}: not {'an integer' if isinstance(rule, Integer) else 'a number'}"
    elif isinstance(rule, Integer):
        yield from _range(value, rule.minimum, rule.maximum, at)


def _compound(rule: Object | ListOf | TypedObject, value: Any, at: str) -> Iterator[str]:
    match rule:
        case ListOf(item_rule, maximum, minimum):
            if not isinstance(value, list):
                yield f"{at}: not a list"
                return
            yield from _range(len(value), minimum, maximum, at)
            for index, item in enumerate(value):
                yield from violations(item_rule, item, f"{at}[{index}]")
        case TypedObject(family, names):
            if not isinstance(value, dict) or value.get("type") not in names:
                kind = value.get("type") if isinstance(value, dict) else value
                yield f"{at}: unsupported type {kind!r}"
                return
            yield from _object(_FAMILIES[family][value["type"]], value, at)
        case Object():
            yield from _object(rule, value, at)


def _object(rule: Object, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: not an object"
        return
    rules = {**rule.required, **rule.optional}
    prefix = f"{at}." if at else ""
    for name in rule.required:
        if value.get(name) is None:
            yield f"{prefix}{name}: missing"
    for name, part in value.items():
        if name in rules and (part is not None or name not in rule.required):
            yield from violations(rules[name], part, f"{prefix}{name}")
        elif name not in rules and name != "type":
            yield f"{prefix}{name}: invalid additional property"


def _string(rule: String, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: not a string"
        return
    yield from _range(len(value), rule.minimum, rule.maximum, at)
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        yield f"{at}: {value!r} has not the form {rule.pattern}"


def _text(rule: TextObject, value: Any, at: str) -> Iterator[str]:
    kinds = ("plain_text",) if rule.plain else tuple(_TEXT_EXTRA)
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"{at}: not a text object of type {' or '.join(kinds)}"
        return
    yield from _string(String(rule.maximum), value.get("text"), at)
    for name in _additional(value):
        yield f"{at}.{name}: invalid additional property"


def _additional(text: Json) -> list[str]:
    return [name for name in text if name not in ("type", "text", _TEXT_EXTRA[text["type"]])]


def _range(size: int, minimum: int, maximum: int, at: str) -> Iterator[str]:
    if size > maximum:
        yield f"{at}: {size} > {maximum}"
    elif size < minimum:
        yield f"{at}: {size} < {minimum}"
