"""Touching: the acts of people who have the page before them, by name, beside those of the control API."""

from collections.abc import Mapping

from simulator.control.acts import Act, place_of
from simulator.people.person import Person
from simulator.shapes import Json
from simulator.views import View
from simulator.world import World


async def _touch(world: World, person: Person, body: Json) -> Json:
    key = (body["block_id"], body["action_id"])
    await person.touches.touch(place_of(world, person, body), key, body.get("value"), body.get("held", {}))
    return {}


async def _offers(world: World, person: Person, body: Json) -> Json:
    key = (body["block_id"], body["action_id"])
    place = place_of(world, person, body)
    return {"options": await person.touches.offers(place, key, body["typed"], body.get("held", {}))}


async def _send(world: World, person: Person, body: Json) -> Json:
    form = place_of(world, person, body)
    if not isinstance(form, View):
        raise TypeError("only a form can be sent")
    return {"errors": await person.touches.send(form, body["held"])}


TOUCHES: Mapping[str, Act] = {"offers": _offers, "send": _send, "touch": _touch}
"""An element goes by `block_id` and `action_id`; `held` are the values of a view, as `people.touches` takes them."""
