"""Payloads: what Slack sends when a person types a command, presses, picks, submits or closes."""

from simulator.ids import APP_ID
from simulator.inputs import Field
from simulator.messages import Ephemeral, Message, Shown
from simulator.shapes import Json
from simulator.views import View
from simulator.wire import message_json
from simulator.workspace import Channel
from simulator.world import World

_TOKEN = "simulated-verification"  # noqa: S105 - the deprecated token that apps ignore


def command(world: World, user: str, channel: Channel, name: str, text: str) -> dict[str, str]:
    """Form fields; there is no other payload that is flat."""
    return {
        "token": _TOKEN,
        "team_id": world.workspace.team_id,
        "team_domain": world.workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user,
        "user_name": world.workspace.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": world.response_url(world.response_urls.issue(user, channel.id)),
        "trigger_id": world.triggers.issue(user),
    }


def message_actions(world: World, user: str, place: Shown, action: Json, values: Json) -> Json:
    """A press or a pick in a message; that of an ephemeral one does not carry the message."""
    channel = world.workspace.channels[place.channel]
    hidden = isinstance(place, Ephemeral)
    container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id, "is_ephemeral": hidden}
    if place.thread_ts:
        container["thread_ts"] = place.thread_ts
    return {
        **_by(world, user, "block_actions"),
        "container": container,
        "channel": {"id": channel.id, "name": _name(channel)},
        **({"message": message_json(place, channel)} if isinstance(place, Message) else {}),
        "state": {"values": values},
        "response_url": world.response_url(world.response_urls.issue(user, channel.id, place)),
        "trigger_id": world.triggers.issue(user),
        "actions": [action],
    }


def view_actions(world: World, view: View, action: Json) -> Json:
    return {
        **_by(world, view.user, "block_actions"),
        **_in_view(view),
        "trigger_id": world.triggers.issue(view.user, from_modal=view.raw["type"] == "modal"),
        "actions": [action],
    }


def action(world: World, field: Field, chosen: Json) -> Json:
    """One of a payload's actions; `chosen` is what was picked, or the button's own text and value."""
    named = {"action_id": field.element["action_id"], "block_id": field.block["block_id"]}
    return {"type": field.element["type"], **named, **chosen, "action_ts": world.ids.ts()}


def suggestion(world: World, user: str, place: View | Shown, field: Field, typed: str) -> Json:
    asked = {"action_id": field.element["action_id"], "block_id": field.block["block_id"], "value": typed}
    payload = {**_by(world, user, "block_suggestion"), **asked}
    if isinstance(place, View):
        return payload | _in_view(place)
    channel = world.workspace.channels[place.channel]
    container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id}
    return payload | {"container": container, "channel": {"id": channel.id, "name": _name(channel)}}


def submission(world: World, view: View) -> Json:
    return {
        **_by(world, view.user, "view_submission"),
        "trigger_id": world.triggers.issue(view.user, from_modal=True),
        "view": view.raw,
        "response_urls": [],
    }


def closing(world: World, view: View) -> Json:
    return {**_by(world, view.user, "view_closed"), "view": view.raw, "is_cleared": False}


def shortcut(world: World, user: str, callback_id: str) -> Json:
    return {
        **_by(world, user, "shortcut"),
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(user),
        "action_ts": world.ids.ts(),
    }


def message_shortcut(world: World, user: str, callback_id: str, message: Message) -> Json:
    channel = world.workspace.channels[message.channel]
    return {
        **_by(world, user, "message_action"),
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(user),
        "action_ts": world.ids.ts(),
        "response_url": world.response_url(world.response_urls.issue(user, channel.id)),
        "channel": {"id": channel.id, "name": _name(channel)},
        "message_ts": message.ts,
        "message": message_json(message, channel),
    }


def _by(world: World, user: str, kind: str) -> Json:
    workspace = world.workspace
    name = workspace.people[user].name
    return {
        "type": kind,
        "token": _TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": user, "username": name, "name": name, "team_id": workspace.team_id},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _in_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.view_id}, "view": view.raw}


def _name(channel: Channel) -> str:
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]
