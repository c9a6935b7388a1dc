"""PageActions: what one person does in the browser, with elements named by block_id and action_id."""

from collections.abc import Mapping
from typing import Any

from simulator.json_types import Json
from simulator.people.interactions import Interactions, Place
from simulator.people.modal_forms import ModalForms
from simulator.slack_state.input_types import INPUT_TYPES, options_of, unix_of
from simulator.slack_state.inputs import Field
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View

_WITHOUT_VALUE = ("button", "overflow")

ElementKey = tuple[str, str]
ScreenValues = Mapping[str, Mapping[str, Any]]
"""The values that the browser holds, by block_id and action_id; instants as wall-clock time in the person's zone."""


class PageActions:
    """The browser's actions of one person."""

    def __init__(self, slack: SlackState, user: str, interactions: Interactions, forms: ModalForms) -> None:
        self._slack = slack
        self._user = user
        self._interactions = interactions
        self._forms = forms

    async def interact(
        self, place: Place, key: ElementKey, value: Any, values: ScreenValues, seen: Field | None = None
    ) -> None:
        """Clicks a button, chooses in a menu or sets a field.

        Args:
            place: the message or view.
            key: of the element.
            value: what was chosen; None for a button.
            values: all those of the view.
            seen: the element as the browser showed it; Slack delivers a click on a button or in a menu that was
                redrawn meanwhile. None for the element as it is now.
        """
        now = self._interactions.current(place)
        self._store(now, values)
        clicked = seen if seen and seen.element["type"] in _WITHOUT_VALUE else None
        field = clicked or self._interactions.inputs(now).at(key)
        if field.element["type"] == "button":
            await self._interactions.press_field(now, field)
        elif field.element["type"] == "overflow":
            await self._interactions.choose(now, field, _option_of(field.element, value))
        else:
            await self._interactions.hold(now, field, self._state(field, value))

    async def options(self, place: Place, key: ElementKey, typed: str, values: ScreenValues) -> list[Json]:
        """The options that the app returns for the typed text."""
        now = self._interactions.current(place)
        self._store(now, values)
        return await self._interactions.suggestions(now, self._interactions.inputs(now).at(key), typed)

    async def submit(self, view: View, values: ScreenValues) -> dict[str, str]:
        """Submits the modal and returns the errors shown, by label; raises AssertionError unless it is the topmost."""
        if view is not self._forms.top():
            raise AssertionError(f"{view.title!r} is not on top any more")
        self._store(view, values)
        return await self._forms.send()

    def _store(self, place: Place, values: ScreenValues) -> None:
        if isinstance(place, View):
            for field in place.inputs.fields:
                block_id, action_id = field.key
                if action_id in values.get(block_id, {}):
                    place.inputs.put(field, self._state(field, values[block_id][action_id]))

    def _state(self, field: Field, value: Any) -> Json:
        input_type = INPUT_TYPES[field.element["type"]]
        if value in (None, "", []):
            return input_type.state_of(field.element, [] if input_type.many else None)
        if field.element["type"] == "datetimepicker":
            value = unix_of(str(value), self._slack.workspace.people[self._user].tz)
        return input_type.state_of(field.element, value)


def _option_of(element: Json, value: Any) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return option
    raise AssertionError(f"{value!r} is not offered")
