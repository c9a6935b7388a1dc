"""Touches: one person's acts on the very element that a screen shows, told apart by block_id and action_id."""

from collections.abc import Mapping
from typing import Any

from simulator.inputs import Field
from simulator.people.forms import Forms
from simulator.people.hands import Hands, Place
from simulator.people.values import unix_of
from simulator.shapes import Json
from simulator.slots import SLOTS, options_of
from simulator.views import View
from simulator.world import World

Key = tuple[str, str]
Held = Mapping[str, Mapping[str, Any]]
"""What the screen holds, by block_id and action_id: bare values, instants as the person's wall clock."""


class Touches:
    def __init__(self, world: World, user: str, hands: Hands, forms: Forms) -> None:
        self._world = world
        self._user = user
        self._hands = hands
        self._forms = forms

    async def touch(self, place: Place, key: Key, value: Any, held: Held) -> None:
        """Presses a button, chooses in a menu, or gives a field its value; `held` are all those of a view."""
        now = self._hands.current(place)
        self._keep(now, held)
        field = self._hands.inputs(now).at(key)
        if field.element["type"] == "button":
            await self._hands.press_field(now, field)
        elif field.element["type"] == "overflow":
            await self._hands.choose(now, field, _offered(field.element, value))
        else:
            await self._hands.hold(now, field, self._state(field, value))

    async def offers(self, place: Place, key: Key, typed: str, held: Held) -> list[Json]:
        """The options that the app offers for what was typed."""
        now = self._hands.current(place)
        self._keep(now, held)
        return await self._hands.suggestions(now, self._hands.inputs(now).at(key), typed)

    async def send(self, view: View, held: Held) -> dict[str, str]:
        """Sends the form, which has to be the topmost; returns the errors shown, by label."""
        if view is not self._forms.top():
            raise AssertionError(f"{view.title!r} is not on top any more")
        self._keep(view, held)
        return await self._forms.send()

    def _keep(self, place: Place, held: Held) -> None:
        if isinstance(place, View):
            for field in place.inputs.fields:
                block_id, action_id = field.key
                if action_id in held.get(block_id, {}):
                    place.inputs.put(field, self._state(field, held[block_id][action_id]))

    def _state(self, field: Field, value: Any) -> Json:
        slot = SLOTS[field.element["type"]]
        if value in (None, "", []):
            return slot.holding(field.element, [] if slot.many else None)
        if field.element["type"] == "datetimepicker":
            value = unix_of(str(value), self._world.workspace.people[self._user].tz)
        return slot.holding(field.element, value)


def _offered(element: Json, value: Any) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return option
    raise AssertionError(f"{value!r} is not offered")
