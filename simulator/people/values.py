"""Values: between what a person types or picks and the state that Slack keeps of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.reading import Namer
from simulator.shapes import Json
from simulator.slots import SLOTS, current, options_of

Typed = str | bool | Sequence[str] | None
"""Text, a tick, the texts of several options, or nothing."""

_IDS = ("users_select", "conversations_select", "channels_select")


def to_state(element: Json, value: Typed, options: Sequence[Json], ids: Mapping[str, str], zone: str) -> Json:
    """The state that `value` makes; `options` are those offered, `ids` those of people and channels by name."""
    slot = SLOTS[element["type"]]
    if value is None:
        return slot.holding(element, [] if slot.many else None)
    if isinstance(value, bool):
        return slot.holding(element, list(options[:1]) if value else [])
    if element["type"].removeprefix("multi_") in _IDS:
        return slot.holding(element, _chosen(value, ids, many=slot.many))
    if options or "option" in slot.key:
        by_text = {option["text"]["text"]: option for option in options}
        return slot.holding(element, _chosen(value, by_text, many=slot.many))
    if element["type"] == "datetimepicker":
        return slot.holding(element, unix_of(str(value), zone))
    return slot.holding(element, value or None)


def _chosen(value: str | Sequence[str], offered: Mapping[str, Any], *, many: bool) -> Any:
    wanted = [value] if isinstance(value, str) else value
    for each in wanted:
        if each not in offered and each not in offered.values():
            raise AssertionError(f"{each!r} is not offered; there are {list(offered)}")
    chosen = [offered.get(each, each) for each in wanted]
    return chosen if many else chosen[0]


def unix_of(text: str, zone: str) -> int:
    """Of ISO 8601; without an offset it is the wall clock of the zone."""
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))).timestamp())


def to_human(element: Json, state: Json, name: Namer, zone: str) -> str | bool | list[str] | None:
    """What the person sees chosen: text, the option's text, a tick for a single checkbox, ISO 8601 for instants."""
    value = current(state)
    if element["type"] == "checkboxes" and len(options_of(element)) == 1:
        return bool(value)
    if isinstance(value, list):
        return [_human(each, name) for each in value]
    if value is not None and element["type"] == "datetimepicker":
        return datetime.fromtimestamp(value, ZoneInfo(zone)).isoformat()
    return None if value is None else _human(value, name)


def _human(value: Any, name: Namer) -> str:
    return str(value["text"]["text"]) if isinstance(value, dict) and "text" in value else name(str(value))
