"""How each type of input element holds its value, and conversions to and from what people see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.json_types import Json
from simulator.slack_state.visible_text import Namer

InputValue = str | bool | Sequence[str] | None
"""A value as a person gives it: text or an option's text, a tick, several options' texts, or None for no value."""

_IDS = ("users_select", "conversations_select", "channels_select")


@dataclass(frozen=True, slots=True)
class InputType:
    """Where an element's value stands in JSON.

    Attributes:
        key: its property in the state of a payload.
        initial: its property in the element as the app sent it.
        many: whether the value is a list.
    """

    key: str
    initial: str
    many: bool = False

    def initial_state(self, element: Json) -> Json:
        """The state before the person changes it."""
        empty: Any = [] if self.many else None
        return self.state_of(element, element.get(self.initial) or empty)

    def state_of(self, element: Json, value: Any) -> Json:
        """The state with that value."""
        return {"type": element["type"], self.key: value}


_TEXT = InputType("value", "initial_value")
_OPTION = InputType("selected_option", "initial_option")
_OPTIONS = InputType("selected_options", "initial_options", many=True)

INPUT_TYPES: Mapping[str, InputType] = {
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "rich_text_input": InputType("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": InputType("selected_user", "initial_user"),
    "conversations_select": InputType("selected_conversation", "initial_conversation"),
    "channels_select": InputType("selected_channel", "initial_channel"),
    "multi_users_select": InputType("selected_users", "initial_users", many=True),
    "multi_conversations_select": InputType("selected_conversations", "initial_conversations", many=True),
    "multi_channels_select": InputType("selected_channels", "initial_channels", many=True),
    "datepicker": InputType("selected_date", "initial_date"),
    "timepicker": InputType("selected_time", "initial_time"),
    "datetimepicker": InputType("selected_date_time", "initial_date_time"),
    "file_input": InputType("files", "initial_files", many=True),
}
"""The element types that hold a value; buttons and overflow menus hold none."""


def options_of(element: Json) -> list[Json]:
    """The options of the element, those of its option_groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def value_of(state: Json) -> Any:
    """The value in a state."""
    return state[INPUT_TYPES[state["type"]].key]


def to_state(
    element: Json, value: InputValue, options: Sequence[Json], ids: Mapping[str, str], zone: str
) -> Json:
    """The state for a person's value; raises AssertionError for an option that is not offered.

    Args:
        element: the input element.
        value: what the person gives.
        options: the options offered.
        ids: the ids of people and channels, by name.
        zone: the person's time zone.
    """
    input_type = INPUT_TYPES[element["type"]]
    if value is None:
        return input_type.state_of(element, [] if input_type.many else None)
    if isinstance(value, bool):
        return input_type.state_of(element, list(options[:1]) if value else [])
    if element["type"].removeprefix("multi_") in _IDS:
        return input_type.state_of(element, _chosen(value, ids, many=input_type.many))
    if options or "option" in input_type.key:
        by_text = {option["text"]["text"]: option for option in options}
        return input_type.state_of(element, _chosen(value, by_text, many=input_type.many))
    if element["type"] == "datetimepicker":
        return input_type.state_of(element, unix_of(str(value), zone))
    return input_type.state_of(element, value or None)


def _chosen(value: str | Sequence[str], offered: Mapping[str, Any], *, many: bool) -> Any:
    wanted = [value] if isinstance(value, str) else value
    for each in wanted:
        if each not in offered and each not in offered.values():
            raise AssertionError(f"{each!r} is not offered; there are {list(offered)}")
    chosen = [offered.get(each, each) for each in wanted]
    return chosen if many else chosen[0]


def unix_of(text: str, zone: str) -> int:
    """Unix seconds of ISO 8601 text; without an offset it is wall-clock time in the zone."""
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))).timestamp())


def to_displayed(element: Json, state: Json, name: Namer, zone: str) -> str | bool | list[str] | None:
    """The value as the person sees it: text, an option's text, a bool for a single checkbox, ISO 8601 for instants."""
    value = value_of(state)
    if element["type"] == "checkboxes" and len(options_of(element)) == 1:
        return bool(value)
    if isinstance(value, list):
        return [_displayed(each, name) for each in value]
    if value is not None and element["type"] == "datetimepicker":
        return datetime.fromtimestamp(value, ZoneInfo(zone)).isoformat()
    return None if value is None else _displayed(value, name)


def _displayed(value: Any, name: Namer) -> str:
    return str(value["text"]["text"]) if isinstance(value, dict) and "text" in value else name(str(value))
