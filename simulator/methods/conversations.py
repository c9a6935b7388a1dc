"""conversations.*: channels and direct messages, as the bot sees them."""

from simulator.ids import BOT_USER
from simulator.inbound.events import publish
from simulator.posting import Content, post
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.paging import page
from simulator.web.reach import im_with, joined, visible
from simulator.web.scopes import require
from simulator.wire import channel_json
from simulator.workspace import Channel, Kind
from simulator.world import World

_TOPIC_MOST = 250
_TYPES: dict[str, Kind] = {"public_channel": "public", "private_channel": "private", "im": "im"}


def info(world: World, arguments: Arguments) -> Json:
    channel = visible(world, arguments.needed("channel"))
    require(world, "conversations.info", channel.kind)
    members = {"num_members": len(channel.members)} if arguments.flag("include_num_members") else {}
    return {"channel": channel_json(channel) | members}


def list_(world: World, arguments: Arguments) -> Json:
    wanted = arguments.listed("types") or ["public_channel"]
    for each in wanted:
        if each not in _TYPES:
            raise Refusal("invalid_types", f"types: {each}")
        require(world, "conversations.list", _TYPES[each])
    kinds = {_TYPES[each] for each in wanted}
    channels = [each for each in world.workspace.channels.values() if each.kind in kinds and _listed(each)]
    if arguments.flag("exclude_archived"):
        channels = [each for each in channels if not each.is_archived]
    shown, cursor = page(channels, arguments)
    return {"channels": [channel_json(each) for each in shown], **cursor}


def _listed(channel: Channel) -> bool:
    return channel.kind == "public" or BOT_USER in channel.members


def members(world: World, arguments: Arguments) -> Json:
    channel = visible(world, arguments.needed("channel"))
    require(world, "conversations.members", channel.kind)
    shown, cursor = page(channel.members, arguments)
    return {"members": list(shown), **cursor}


def join(world: World, arguments: Arguments) -> Json:
    channel = visible(world, arguments.needed("channel"))
    if channel.kind == "im":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER in channel.members:
        return {"channel": channel_json(channel), "warning": "already_in_channel"}
    channel.members.append(BOT_USER)
    publish(world, {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id}, channel)
    return {"channel": channel_json(channel)}


def open_(world: World, arguments: Arguments) -> Json:
    """Direct messages with one person; those of several people are not simulated."""
    users = arguments.listed("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("invalid_arguments", "users: direct messages of several people are not simulated")
    already = world.workspace.im_of(users[0]) is not None
    channel = im_with(world, users[0])
    told = channel_json(channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": told, **({"no_op": True, "already_open": True} if already else {})}


def set_topic(world: World, arguments: Arguments) -> Json:
    """A topic that changes is also told in the channel, as a message of the bot."""
    channel = joined(world, arguments.needed("channel"))
    require(world, "conversations.setTopic", channel.kind)
    topic = arguments.text("topic") or ""
    if len(topic) > _TOPIC_MOST:
        raise Refusal("too_long", f"topic: {len(topic)} > {_TOPIC_MOST}")
    if channel.is_archived:
        raise Refusal("is_archived")
    if topic != channel.topic:
        channel.topic = topic
        told = f"set the channel topic: {topic}" if topic else "cleared the channel topic"
        post(world, channel, BOT_USER, Content(f"<@{BOT_USER}> {told}", subtype="channel_topic"))
    return {"channel": channel_json(channel)}
