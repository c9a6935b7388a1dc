"""View: a modal or a Home tab as one person has it open, with the values held in it."""

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
    """Lives as long as its id: an update changes this object. `errors` are the texts shown, by label."""

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
        return str(self._identity["hash"])

    @property
    def raw(self) -> Json:
        """The view as payloads carry it."""
        state = {"values": self.inputs.as_values()}
        return (
            _DEFAULTS | {"root_view_id": self.view_id} | self._definition | self._identity | {"state": state}
        )

    def replace(self, definition: Json, new_hash: str) -> None:
        self._definition = definition
        self._identity = self._identity | {"hash": new_hash}
        self.errors = {}
        self.inputs.renew(definition["blocks"])

    @property
    def title(self) -> str:
        return self._plain("title") or ""

    @property
    def submit(self) -> str | None:
        """The label of the button that sends the form; None when there is none."""
        return self._plain("submit")

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs, in order."""
        return [field.label for field, _ in self.inputs.entries()]

    @property
    def values(self) -> dict[str, str | bool | list[str] | None]:
        return {
            field.label: to_displayed(field.element, state, self._name, self._zone)
            for field, state in self.inputs.entries()
        }

    @property
    def words(self) -> str:
        return words("", self._definition["blocks"], self._name)

    @property
    def buttons(self) -> list[str]:
        return button_labels(self._definition["blocks"])

    @property
    def options(self) -> list[str]:
        return overflow_labels(self._definition["blocks"])

    def _plain(self, key: str) -> str | None:
        part = self._definition.get(key)
        return None if part is None else str(part["text"])
