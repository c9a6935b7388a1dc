"""Inputs: the fields of a view or a message, with the values that a person's client holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.json_types import Json
from simulator.slack_state.block_elements import controls
from simulator.slack_state.input_types import INPUT_TYPES, options_of, value_of


@dataclass(frozen=True, slots=True)
class Field:
    """An interactive element and the block that holds it."""

    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        """The block_id and action_id."""
        return self.block["block_id"], self.element["action_id"]

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Whether a change of the value sends block_actions at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def label(self) -> str:
        """The label of its input block, else the placeholder, else the text of its section."""
        for holder, key in ((self.block, "label"), (self.element, "placeholder"), (self.block, "text")):
            if key in holder:
                return str(holder[key]["text"])
        return ""

    def goes_by(self, label: str) -> bool:
        placeholder = self.element.get("placeholder", {}).get("text")
        return label in (self.label, placeholder)


class Inputs:
    """The fields of some blocks and their states."""

    def __init__(self, blocks: Sequence[Json]) -> None:
        self._states: dict[tuple[str, str], Json] = {}
        self.renew(blocks)

    def renew(self, blocks: Sequence[Json]) -> None:
        """Takes new blocks and keeps the values whose block_id and action_id are unchanged, as Slack does."""
        self.fields = [Field(block, element) for block, element in controls(blocks)]
        kept = self._states
        self._states = {
            field.key: _kept(field.element, kept.get(field.key)) for field in self.fields if _holds(field)
        }

    def find(self, label: str) -> Field:
        """The field with that label or placeholder; raises AssertionError when there is none."""
        for field in self.fields:
            if field.element["type"] != "button" and field.goes_by(label):
                return field
        raise AssertionError(f"no field {label!r}; there are {[field.label for field in self.fields]}")

    def button(self, label: str) -> Field:
        """The button with that label; raises AssertionError when there is none."""
        buttons = [field for field in self.fields if field.element["type"] == "button"]
        for field in buttons:
            if field.element["text"]["text"] == label:
                return field
        raise AssertionError(
            f"no button {label!r}; there are {[each.element['text']['text'] for each in buttons]}"
        )

    def at(self, key: tuple[str, str]) -> Field:
        """The field with that block_id and action_id; raises AssertionError when there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise AssertionError(f"no element {key}; there are {[field.key for field in self.fields]}")

    def entries(self) -> Iterator[tuple[Field, Json]]:
        """Yields the fields of input blocks with their states, in order."""
        for field in self.fields:
            if field.is_input:
                yield field, self._states[field.key]

    def put(self, field: Field, state: Json) -> None:
        """Sets the field's state."""
        self._states[field.key] = state

    def as_values(self) -> Json:
        """`state.values` of a payload."""
        values: Json = {}
        for (block_id, action_id), state in self._states.items():
            values.setdefault(block_id, {})[action_id] = state
        return values


def _holds(field: Field) -> bool:
    return field.element["type"] in INPUT_TYPES


def _kept(element: Json, before: Json | None) -> Json:
    """The state as it was, or the initial one when the element has another type or no longer offers the option."""
    input_type = INPUT_TYPES[element["type"]]
    if before is None or before["type"] != element["type"]:
        return input_type.initial_state(element)
    offered = options_of(element)
    if not offered:
        return before
    if input_type.many:
        return input_type.state_of(element, [option for option in value_of(before) if option in offered])
    return before if value_of(before) in (None, *offered) else input_type.initial_state(element)
