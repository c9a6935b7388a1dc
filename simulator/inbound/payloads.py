"""Builds the payloads of commands, interactions and shortcuts; https://docs.slack.dev/reference/interaction-payloads."""

from simulator.json_types import Json
from simulator.slack_state.ids import APP_ID
from simulator.slack_state.inputs import Field
from simulator.slack_state.messages import BaseMessage, Ephemeral, Message
from simulator.slack_state.serialisation import message_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Channel

_TOKEN = "simulated-verification"  # noqa: S105 - the deprecated token that apps ignore


def command(slack: SlackState, user: str, channel: Channel, name: str, text: str) -> dict[str, str]:
    """The form fields of a slash command."""
    return {
        "token": _TOKEN,
        "team_id": slack.workspace.team_id,
        "team_domain": slack.workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user,
        "user_name": slack.workspace.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        **({"enterprise_id": slack.workspace.enterprise_id} if slack.workspace.enterprise_id else {}),
        "is_enterprise_install": "false",
        "response_url": slack.response_url(slack.response_urls.issue(user, channel.id)),
        "trigger_id": slack.triggers.issue(user),
    }


def message_actions(slack: SlackState, user: str, place: BaseMessage, action: Json, values: Json) -> Json:
    """block_actions of a message; for an ephemeral message without `message`, as Slack sends it."""
    channel = slack.workspace.channels[place.channel]
    hidden = isinstance(place, Ephemeral)
    container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id, "is_ephemeral": hidden}
    if place.thread_ts:
        container["thread_ts"] = place.thread_ts
    return {
        **_by(slack, user, "block_actions"),
        "container": container,
        "channel": {"id": channel.id, "name": _name(channel)},
        **({"message": message_json(place, channel)} if isinstance(place, Message) else {}),
        "state": {"values": values},
        "response_url": slack.response_url(slack.response_urls.issue(user, channel.id, place)),
        "trigger_id": slack.triggers.issue(user),
        "actions": [action],
    }


def view_actions(slack: SlackState, view: View, action: Json) -> Json:
    """block_actions of a modal or the Home tab."""
    return {
        **_by(slack, view.user, "block_actions"),
        **_in_view(view),
        "trigger_id": slack.triggers.issue(view.user, from_modal=view.raw["type"] == "modal"),
        "actions": [action],
    }


def action(slack: SlackState, field: Field, chosen: Json) -> Json:
    """One entry of a payload's `actions`; `chosen` holds the picked value, or the button's text and value."""
    named = {"action_id": field.element["action_id"], "block_id": field.block["block_id"]}
    return {"type": field.element["type"], **named, **chosen, "action_ts": slack.ids.ts()}


def suggestion(slack: SlackState, user: str, place: View | BaseMessage, field: Field, typed: str) -> Json:
    """block_suggestion, for the text typed into an external select."""
    asked = {"action_id": field.element["action_id"], "block_id": field.block["block_id"], "value": typed}
    payload = {**_by(slack, user, "block_suggestion"), **asked}
    if isinstance(place, View):
        return payload | _in_view(place)
    channel = slack.workspace.channels[place.channel]
    container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id}
    return payload | {"container": container, "channel": {"id": channel.id, "name": _name(channel)}}


def submission(slack: SlackState, view: View) -> Json:
    """view_submission."""
    return {
        **_by(slack, view.user, "view_submission"),
        "trigger_id": slack.triggers.issue(view.user, from_modal=True),
        "view": view.raw,
        "response_urls": [],
    }


def closing(slack: SlackState, view: View) -> Json:
    """view_closed."""
    return {**_by(slack, view.user, "view_closed"), "view": view.raw, "is_cleared": False}


def shortcut(slack: SlackState, user: str, callback_id: str) -> Json:
    """A global shortcut."""
    return {
        **_by(slack, user, "shortcut"),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(user),
        "action_ts": slack.ids.ts(),
    }


def message_shortcut(slack: SlackState, user: str, callback_id: str, message: Message) -> Json:
    """A message shortcut."""
    channel = slack.workspace.channels[message.channel]
    return {
        **_by(slack, user, "message_action"),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(user),
        "action_ts": slack.ids.ts(),
        "response_url": slack.response_url(slack.response_urls.issue(user, channel.id)),
        "channel": {"id": channel.id, "name": _name(channel)},
        "message_ts": message.ts,
        "message": message_json(message, channel),
    }


def _by(slack: SlackState, user: str, kind: str) -> Json:
    workspace = slack.workspace
    person = workspace.people[user]
    name = person.name
    enterprise = {"id": workspace.enterprise_id, "name": workspace.enterprise_id.lower()}
    return {
        "type": kind,
        "token": _TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": user, "username": name, "name": name, "team_id": workspace.team_of(person)},
        "enterprise": enterprise if workspace.enterprise_id else None,
        "is_enterprise_install": False,
    }


def _in_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.view_id}, "view": view.raw}


def _name(channel: Channel) -> str:
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]
