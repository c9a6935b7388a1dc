"""The state of the workspace as the admin API and the page send it in JSON."""

from dataclasses import asdict

from simulator.json_types import Json
from simulator.slack_state.call_log import ApiCall, Breach
from simulator.slack_state.messages import BaseMessage, Message
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Channel


def state(slack: SlackState) -> Json:
    """The whole workspace; `views` are the open modals, the topmost of each person last."""
    workspace = slack.workspace
    return {
        "now": slack.clock.now().isoformat(),
        "people": [asdict(person) for person in workspace.people.values()],
        "groups": [asdict(group) for group in workspace.groups.values()],
        "channels": [_channel(channel) for channel in workspace.channels.values()],
        "ephemerals": [_shown(each) | {"user": each.user} for each in workspace.ephemerals],
        "views": [view(each) for each in slack.open_views.modals()],
        "homes": [view(each) for each in slack.open_views.homes.values()],
        "breaches": len(slack.breaches),
    }


def _channel(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "user": channel.user,
        "topic": channel.topic,
        "is_archived": channel.is_archived,
        "members": channel.members,
        "messages": [message(each) for each in channel.messages.values() if not each.is_gone],
    }


def _shown(shown: BaseMessage) -> Json:
    return {
        "ts": shown.ts,
        "channel": shown.channel,
        "thread_ts": shown.thread_ts,
        "text": shown.text,
        "blocks": list(shown.blocks),
        "words": shown.words,
        "buttons": shown.buttons,
        "options": shown.options,
    }


def message(shown: Message) -> Json:
    return _shown(shown) | {
        "user": shown.user,
        "bot_id": shown.bot_id,
        "subtype": shown.subtype,
        "edited": shown.edited,
        "broadcast": shown.broadcast,
        "metadata": shown.metadata,
        "permalink": shown.permalink,
    }


def view(shown: View) -> Json:
    return {
        "view_id": shown.view_id,
        "user": shown.user,
        "title": shown.title,
        "submit": shown.submit,
        "labels": shown.labels,
        "values": shown.values,
        "errors": shown.errors,
        "words": shown.words,
        "buttons": shown.buttons,
        "options": shown.options,
        "raw": shown.raw,
    }


def breach(recorded: Breach) -> Json:
    return {
        "kind": recorded.kind,
        "what": recorded.what,
        "detail": recorded.detail,
        "at": recorded.at.isoformat(),
    }


def call(recorded: ApiCall) -> Json:
    parts = {"method": recorded.method, "arguments": recorded.arguments, "answer": recorded.answer}
    return parts | {"at": recorded.at.isoformat(), "faulted": recorded.faulted}
