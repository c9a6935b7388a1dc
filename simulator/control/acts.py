"""Acts: what the control API lets a driver do in a person's name, by name; each takes the decoded body."""

from collections.abc import Awaitable, Callable, Mapping

from simulator.control.showing import message, view
from simulator.messages import Ephemeral, Message
from simulator.people.hands import Place
from simulator.people.person import Person
from simulator.shapes import Json
from simulator.world import World

Act = Callable[[World, Person, Json], Awaitable[Json]]


def place_of(world: World, person: Person, body: Json) -> Place:
    """`view_id`, `ephemeral` (its ts), `channel` and `ts`, `home`: true; else the person's topmost modal."""
    if "view_id" in body:
        return world.stage.find(body["view_id"], None)
    if "ephemeral" in body:
        return _ephemeral(world, body["ephemeral"])
    if "ts" in body:
        return _message(world, body)
    place = person.home if body.get("home") else person.view
    if place is None:
        raise AssertionError(f"{person.name} has nothing open")
    return place


def _ephemeral(world: World, ts: str) -> Ephemeral:
    for each in world.workspace.ephemerals:
        if each.ts == ts:
            return each
    raise AssertionError(f"there is no ephemeral {ts}")


def _message(world: World, body: Json) -> Message:
    found = world.workspace.message(body["channel"], body["ts"])
    if found is None:
        raise AssertionError(f"there is no message {body['ts']} in {body['channel']}")
    return found


async def _command(_: World, person: Person, body: Json) -> Json:
    channel = {"channel": body["channel"]} if "channel" in body else {}
    return {"words": await person.command(body["text"], **channel)}


async def _click(world: World, person: Person, body: Json) -> Json:
    await person.click(place_of(world, person, body), body["label"])
    return {}


async def _pick(world: World, person: Person, body: Json) -> Json:
    await person.pick(place_of(world, person, body), body["label"], body["option"])
    return {}


async def _suggest(_: World, person: Person, body: Json) -> Json:
    return {"options": await person.type_ahead(body["label"], body["typed"])}


async def _fill(_: World, person: Person, body: Json) -> Json:
    await person.fill(body["label"], body["value"])
    return {}


async def _submit(_: World, person: Person, body: Json) -> Json:
    return {"errors": await person.submit(body.get("values"))}


async def _close(_: World, person: Person, __: Json) -> Json:
    await person.close()
    return {}


async def _shortcut(_: World, person: Person, body: Json) -> Json:
    await person.shortcut(body["callback_id"])
    return {}


async def _message_shortcut(world: World, person: Person, body: Json) -> Json:
    await person.message_shortcut(body["callback_id"], _message(world, body))
    return {}


async def _home(_: World, person: Person, __: Json) -> Json:
    home = await person.open_home()
    return {"home": view(home) if home else None}


async def _write(_: World, person: Person, body: Json) -> Json:
    return {"message": message(await person.write(body["channel"], body["text"], body.get("thread_ts")))}


async def _edit(world: World, person: Person, body: Json) -> Json:
    await person.edit(_message(world, body), body["text"])
    return {}


async def _delete(world: World, person: Person, body: Json) -> Json:
    await person.delete(_message(world, body))
    return {}


ACTS: Mapping[str, Act] = {
    "click": _click,
    "close": _close,
    "command": _command,
    "delete": _delete,
    "edit": _edit,
    "fill": _fill,
    "home": _home,
    "message_shortcut": _message_shortcut,
    "pick": _pick,
    "shortcut": _shortcut,
    "submit": _submit,
    "suggest": _suggest,
    "write": _write,
}
"""Every body has `user`, whose act it is."""
