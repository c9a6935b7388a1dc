"""View: a modal or Home tab that one person has open, with its values."""

from simulator.json_types import Json
from simulator.slack_state.block_elements import button_labels, overflow_labels
from simulator.slack_state.input_types import to_displayed
from simulator.slack_state.inputs import Inputs
from simulator.slack_state.visible_text import Namer, words

_DEFAULTS: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "title": None,
    "submit": None,
    "close": None,
    "previous_view_id": None,
}


class View:
    """One open view; an update changes this object. See https://docs.slack.dev/reference/views.

    Attributes:
        user: the id of the person who has it open.
        errors: the errors shown under the fields, by label.
        inputs: its fields and their states.
    """

    def __init__(self, definition: Json, *, user: str, zone: str, name: Namer, identity: Json) -> None:
        self._definition = definition
        self._identity = identity
        self._name = name
        self._zone = zone
        self.user = user
        self.errors: dict[str, str] = {}
        self.inputs = Inputs(definition["blocks"])

    @property
    def view_id(self) -> str:
        return str(self._identity["id"])

    @property
    def hash(self) -> str:
        """Slack's version mark, another one after each update."""
        return str(self._identity["hash"])

    @property
    def raw(self) -> Json:
        """The view as in payloads."""
        state = {"values": self.inputs.as_values()}
        return (
            _DEFAULTS | {"root_view_id": self.view_id} | self._definition | self._identity | {"state": state}
        )

    def replace(self, definition: Json, new_hash: str) -> None:
        """Takes a new definition and clears the errors; values are kept where the ids are unchanged."""
        self._definition = definition
        self._identity = self._identity | {"hash": new_hash}
        self.errors = {}
        self.inputs.renew(definition["blocks"])

    @property
    def title(self) -> str:
        """The title; "" for a Home tab."""
        return self._plain("title") or ""

    @property
    def submit(self) -> str | None:
        """The label of the submit button; None when there is none."""
        return self._plain("submit")

    @property
    def labels(self) -> list[str]:
        """The labels of its input blocks, in order."""
        return [field.label for field, _ in self.inputs.entries()]

    @property
    def values(self) -> dict[str, str | bool | list[str] | None]:
        """The values of its input blocks as the person sees them, by label."""
        return {
            field.label: to_displayed(field.element, state, self._name, self._zone)
            for field, state in self.inputs.entries()
        }

    @property
    def words(self) -> str:
        """The text that people see, without markup and without buttons; one line for each part."""
        return words("", self._definition["blocks"], self._name)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons."""
        return button_labels(self._definition["blocks"])

    @property
    def options(self) -> list[str]:
        """The labels of the options in overflow menus."""
        return overflow_labels(self._definition["blocks"])

    def _plain(self, key: str) -> str | None:
        part = self._definition.get(key)
        return None if part is None else str(part["text"])
