"""pins.*, bookmarks.add and reactions.add."""

from simulator.api.arguments import Arguments
from simulator.api.visibility import joined, message_in
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.messages import Message
from simulator.slack_state.serialisation import message_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel


def add(slack: SlackState, arguments: Arguments) -> Json:
    channel, message = _target(slack, arguments)
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    channel.pins.append(message.ts)
    slack.changes.notify()
    return {}


def remove(slack: SlackState, arguments: Arguments) -> Json:
    channel, message = _target(slack, arguments)
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message.ts)
    slack.changes.notify()
    return {}


def list_(slack: SlackState, arguments: Arguments) -> Json:
    channel = joined(slack, arguments.needed("channel"))
    pinned = [channel.messages[ts] for ts in channel.pins if ts in channel.messages]
    items = [
        {"type": "message", "channel": channel.id, "message": message_json(each, channel)} for each in pinned
    ]
    return {"items": items}


def add_bookmark(slack: SlackState, arguments: Arguments) -> Json:
    channel = joined(slack, arguments.needed("channel_id"))
    link = arguments.needed("link")
    if not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link", f"link: {link}")
    kind = {"type": arguments.needed("type"), "title": arguments.needed("title"), "link": link}
    bookmark = {"id": slack.ids.new("Bk"), "channel_id": channel.id, **kind}
    channel.bookmarks.append(bookmark)
    slack.changes.notify()
    return {"bookmark": bookmark}


def add_reaction(slack: SlackState, arguments: Arguments) -> Json:
    channel, message = _target(slack, arguments)
    reaction = (message.ts, arguments.needed("name"))
    if reaction in channel.reactions:
        raise SlackError("already_reacted")
    channel.reactions.append(reaction)
    slack.changes.notify()
    return {}


def _target(slack: SlackState, arguments: Arguments) -> tuple[Channel, Message]:
    channel = joined(slack, arguments.needed("channel"))
    return channel, message_in(slack, channel, arguments.needed("timestamp"))
