"""pins.*, bookmarks.add and reactions.add: what hangs on a channel or on a message."""

from simulator.messages import Message
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.reach import joined, message_in
from simulator.wire import message_json
from simulator.workspace import Channel
from simulator.world import World


def add(world: World, arguments: Arguments) -> Json:
    channel, message = _target(world, arguments)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    channel.pins.append(message.ts)
    world.changes.notify()
    return {}


def remove(world: World, arguments: Arguments) -> Json:
    channel, message = _target(world, arguments)
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    channel.pins.remove(message.ts)
    world.changes.notify()
    return {}


def list_(world: World, arguments: Arguments) -> Json:
    channel = joined(world, arguments.needed("channel"))
    pinned = [channel.messages[ts] for ts in channel.pins if ts in channel.messages]
    items = [
        {"type": "message", "channel": channel.id, "message": message_json(each, channel)} for each in pinned
    ]
    return {"items": items}


def add_bookmark(world: World, arguments: Arguments) -> Json:
    channel = joined(world, arguments.needed("channel_id"))
    link = arguments.needed("link")
    if not link.startswith(("http://", "https://")):
        raise Refusal("invalid_link", f"link: {link}")
    kind = {"type": arguments.needed("type"), "title": arguments.needed("title"), "link": link}
    bookmark = {"id": world.ids.new("Bk"), "channel_id": channel.id, **kind}
    channel.bookmarks.append(bookmark)
    world.changes.notify()
    return {"bookmark": bookmark}


def add_reaction(world: World, arguments: Arguments) -> Json:
    channel, message = _target(world, arguments)
    reaction = (message.ts, arguments.needed("name"))
    if reaction in channel.reactions:
        raise Refusal("already_reacted")
    channel.reactions.append(reaction)
    world.changes.notify()
    return {}


def _target(world: World, arguments: Arguments) -> tuple[Channel, Message]:
    channel = joined(world, arguments.needed("channel"))
    return channel, message_in(world, channel, arguments.needed("timestamp"))
