"""Block Kit's inspector: says, value by value, where the table is broken and by how much."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.blockkit.elements import ELEMENTS
from simulator.blockkit.limits import BLOCKS
from simulator.blockkit.rules import Among, Anything, Chars, Flag, Kind, Many, Rule, Shape, Text, Whole
from simulator.shapes import Json

_FAMILIES: Mapping[str, Mapping[str, Shape]] = {"block": BLOCKS, "element": ELEMENTS}
_TEXT_EXTRA = {"plain_text": "emoji", "mrkdwn": "verbatim"}


def broken(rule: Rule, value: Any, at: str) -> Iterator[str]:
    """Each problem as `path: what is wrong`, such as `blocks[3].elements[0].text: 76 > 75`."""
    match rule:
        case Anything():
            return
        case Flag():
            if not isinstance(value, bool):
                yield f"{at}: not a boolean"
        case Among(words):
            if value not in words:
                yield f"{at}: {value!r} is not one of {', '.join(words)}"
        case Chars():
            yield from _chars(rule, value, at)
        case Text():
            yield from _text(rule, value, at)
        case Whole(most, least):
            if isinstance(value, bool) or not isinstance(value, int):
                yield f"{at}: not an integer"
            else:
                yield from _range(value, least, most, at)
        case _:
            yield from _compound(rule, value, at)


def _compound(rule: Shape | Many | Kind, value: Any, at: str) -> Iterator[str]:
    match rule:
        case Many(each, most, least):
            if not isinstance(value, list):
                yield f"{at}: not a list"
                return
            yield from _range(len(value), least, most, at)
            for index, item in enumerate(value):
                yield from broken(each, item, f"{at}[{index}]")
        case Kind(family, names):
            if not isinstance(value, dict) or value.get("type") not in names:
                kind = value.get("type") if isinstance(value, dict) else value
                yield f"{at}: unsupported type {kind!r}"
                return
            yield from _shape(_FAMILIES[family][value["type"]], value, at)
        case Shape():
            yield from _shape(rule, value, at)


def _shape(shape: Shape, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: not an object"
        return
    rules = {**shape.needs, **shape.may}
    prefix = f"{at}." if at else ""
    for name in shape.needs:
        if value.get(name) is None:
            yield f"{prefix}{name}: missing"
    for name, part in value.items():
        if name in rules and (part is not None or name not in shape.needs):
            yield from broken(rules[name], part, f"{prefix}{name}")
        elif name not in rules and name != "type":
            yield f"{prefix}{name}: invalid additional property"


def _chars(rule: Chars, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: not a string"
        return
    yield from _range(len(value), rule.least, rule.most, at)
    if rule.form and not re.fullmatch(rule.form, value):
        yield f"{at}: {value!r} has not the form {rule.form}"


def _text(rule: Text, value: Any, at: str) -> Iterator[str]:
    kinds = ("plain_text",) if rule.plain else tuple(_TEXT_EXTRA)
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"{at}: not a text object of type {' or '.join(kinds)}"
        return
    yield from _chars(Chars(rule.most), value.get("text"), at)
    for name in _additional(value):
        yield f"{at}.{name}: invalid additional property"


def _additional(text: Json) -> list[str]:
    return [name for name in text if name not in ("type", "text", _TEXT_EXTRA[text["type"]])]


def _range(size: int, least: int, most: int, at: str) -> Iterator[str]:
    if size > most:
        yield f"{at}: {size} > {most}"
    elif size < least:
        yield f"{at}: {size} < {least}"
