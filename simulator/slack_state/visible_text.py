"""The text that people see of mrkdwn and of blocks, without markup."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any

from simulator.blockkit.charts import chart_words
from simulator.json_types import Json

Namer = Callable[[str], str]
"""Returns the name shown for the id of a person, a channel or a user group."""

_MARKUP = re.compile(r"<([^<>]+)>")
_SEEN = ("title", "text", "label", "hint", "fields", "elements", "rows")
_TEXTS = ("plain_text", "mrkdwn", "markdown")


def readable(text: str, name: Namer) -> str:
    """Mrkdwn as people see it: mentions as @name, links as their label, dates as their fallback, entities decoded."""
    return unescape(_MARKUP.sub(lambda found: _spoken(found[1], name), text))


def _spoken(markup: str, name: Namer) -> str:
    target, _, label = markup.partition("|")
    if target.startswith("!date^"):
        return label
    if target.startswith("!subteam^"):
        return f"@{name(target.removeprefix('!subteam^'))}"
    if target[0] in "@#":
        return target[0] + name(target[1:])
    if target.startswith("!"):
        return f"@{target[1:]}"
    return label or target.removeprefix("mailto:")


def words(text: str, blocks: Sequence[Json], name: Namer) -> str:
    """The text of the blocks, one line for each part; without blocks, `text` as people see it."""
    if not blocks:
        return readable(text, name)
    return "\n".join(piece for block in blocks for piece in _items(block, name))


def _items(part: Any, name: Namer) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _items(each, name)
    elif isinstance(part, dict):
        if part.get("type") in _TEXTS:
            yield _text(part, name)
        elif part.get("type") == "rich_text_section":
            yield "".join(_rich(element, name) for element in part["elements"])
        elif part.get("type") == "raw_text":
            yield part["text"]
        elif part.get("type") == "data_visualization":
            yield from chart_words(part)
        elif not _is_control(part):
            for key in _SEEN:
                yield from _items(part.get(key), name)


def _text(part: Json, name: Namer) -> str:
    text: str = part["text"]
    return text if part["type"] == "plain_text" else readable(text, name)


def _rich(element: Json, name: Namer) -> str:
    for key, sign in (("user_id", "@"), ("usergroup_id", "@"), ("channel_id", "#")):
        if key in element:
            return sign + name(element[key])
    return str(element.get("text") or element.get("url") or element.get("fallback") or "")


def _is_control(part: Json) -> bool:
    return "action_id" in part or part.get("type") == "button"
