"""Slots: how each kind of element remembers what a person chose, in Slack's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.shapes import Json


@dataclass(frozen=True, slots=True)
class Slot:
    """`key` holds the value in a payload's state, `initial` in the element as the app sent it."""

    key: str
    initial: str
    many: bool = False

    def start(self, element: Json) -> Json:
        empty: Any = [] if self.many else None
        return self.holding(element, element.get(self.initial) or empty)

    def holding(self, element: Json, value: Any) -> Json:
        return {"type": element["type"], self.key: value}


_TEXT = Slot("value", "initial_value")
_OPTION = Slot("selected_option", "initial_option")
_OPTIONS = Slot("selected_options", "initial_options", many=True)

SLOTS: Mapping[str, Slot] = {
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "rich_text_input": Slot("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": Slot("selected_user", "initial_user"),
    "conversations_select": Slot("selected_conversation", "initial_conversation"),
    "channels_select": Slot("selected_channel", "initial_channel"),
    "multi_users_select": Slot("selected_users", "initial_users", many=True),
    "multi_conversations_select": Slot("selected_conversations", "initial_conversations", many=True),
    "multi_channels_select": Slot("selected_channels", "initial_channels", many=True),
    "datepicker": Slot("selected_date", "initial_date"),
    "timepicker": Slot("selected_time", "initial_time"),
    "datetimepicker": Slot("selected_date_time", "initial_date_time"),
    "file_input": Slot("files", "initial_files", many=True),
}
"""Elements that keep a value; the others (buttons, overflow menus) only fire."""


def options_of(element: Json) -> list[Json]:
    """The options that the element itself offers, those of its groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def current(state: Json) -> Any:
    """The bare value that a state holds."""
    return state[SLOTS[state["type"]].key]
