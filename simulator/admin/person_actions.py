"""The actions of the admin API that are done as a person, by name; each takes the decoded body."""

from collections.abc import Awaitable, Callable, Mapping

from simulator.admin.state import message, view
from simulator.json_types import Json
from simulator.people.interactions import Place
from simulator.people.person import Person
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.state import SlackState

PersonAction = Callable[[SlackState, Person, Json], Awaitable[Json]]


def place_of(slack: SlackState, person: Person, body: Json) -> Place:
    """The view or message that a body names, else the person's topmost modal.

    Keys: `view_id`; or `ephemeral`, its ts; or `channel` and `ts`; or `home`: true. Raises AssertionError or SlackError
    when there is none.
    """
    if "view_id" in body:
        return slack.open_views.find(body["view_id"], None)
    if "ephemeral" in body:
        return _ephemeral(slack, body["ephemeral"])
    if "ts" in body:
        return _message(slack, body)
    place = person.home if body.get("home") else person.view
    if place is None:
        raise AssertionError(f"{person.name} has nothing open")
    return place


def _ephemeral(slack: SlackState, ts: str) -> Ephemeral:
    for each in slack.workspace.ephemerals:
        if each.ts == ts:
            return each
    raise AssertionError(f"there is no ephemeral {ts}")


def _message(slack: SlackState, body: Json) -> Message:
    found = slack.workspace.message(body["channel"], body["ts"])
    if found is None:
        raise AssertionError(f"there is no message {body['ts']} in {body['channel']}")
    return found


async def _command(_: SlackState, person: Person, body: Json) -> Json:
    channel = {"channel": body["channel"]} if "channel" in body else {}
    return {"words": await person.command(body["text"], **channel)}


async def _click(slack: SlackState, person: Person, body: Json) -> Json:
    await person.click(place_of(slack, person, body), body["label"])
    return {}


async def _pick(slack: SlackState, person: Person, body: Json) -> Json:
    await person.pick(place_of(slack, person, body), body["label"], body["option"])
    return {}


async def _suggest(_: SlackState, person: Person, body: Json) -> Json:
    return {"options": await person.type_ahead(body["label"], body["typed"])}


async def _fill(_: SlackState, person: Person, body: Json) -> Json:
    await person.fill(body["label"], body["value"])
    return {}


async def _submit(_: SlackState, person: Person, body: Json) -> Json:
    return {"errors": await person.submit(body.get("values"))}


async def _close(_: SlackState, person: Person, __: Json) -> Json:
    await person.close()
    return {}


async def _shortcut(_: SlackState, person: Person, body: Json) -> Json:
    await person.shortcut(body["callback_id"])
    return {}


async def _message_shortcut(slack: SlackState, person: Person, body: Json) -> Json:
    await person.message_shortcut(body["callback_id"], _message(slack, body))
    return {}


async def _home(_: SlackState, person: Person, __: Json) -> Json:
    home = await person.open_home()
    return {"home": view(home) if home else None}


async def _write(_: SlackState, person: Person, body: Json) -> Json:
    return {"message": message(await person.write(body["channel"], body["text"], body.get("thread_ts")))}


async def _edit(slack: SlackState, person: Person, body: Json) -> Json:
    await person.edit(_message(slack, body), body["text"])
    return {}


async def _delete(slack: SlackState, person: Person, body: Json) -> Json:
    await person.delete(_message(slack, body))
    return {}


PERSON_ACTIONS: Mapping[str, PersonAction] = {
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
"""Every body has `user`: the id of the person who acts."""
