"""Reach: which conversations and messages the bot can see, and where it may write."""

from simulator.ids import BOT_USER
from simulator.messages import Message
from simulator.posting import open_im
from simulator.refusal import Refusal
from simulator.seeds import PersonSeed
from simulator.workspace import Channel
from simulator.world import World


def person(world: World, user: str, error: str = "user_not_found") -> PersonSeed:
    found = world.workspace.people.get(user)
    if found is None:
        raise Refusal(error)
    return found


def visible(world: World, channel_id: str) -> Channel:
    """A conversation that exists for the bot: private ones only from within."""
    channel = world.workspace.channels.get(channel_id)
    if channel is None or (channel.kind == "private" and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def joined(world: World, channel_id: str) -> Channel:
    channel = visible(world, channel_id)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def writable(world: World, channel_id: str) -> Channel:
    """Where the bot may post; a person's id stands for the direct messages with that person."""
    channel = (
        im_with(world, channel_id) if channel_id in world.workspace.people else visible(world, channel_id)
    )
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in world.manifest.scopes:
        raise Refusal("not_in_channel")
    if channel.user and not world.manifest.has_messages_tab:
        raise Refusal("messages_tab_disabled")
    if channel.user and world.workspace.people[channel.user].deleted:
        raise Refusal("user_disabled")  # stricter than Slack, which lets some such posts go to nobody
    return channel


def im_with(world: World, user: str) -> Channel:
    other = person(world, user)
    if other.deleted:
        raise Refusal("user_disabled")
    if other.is_bot:
        raise Refusal("cannot_dm_bot")
    return open_im(world, user)


def message_in(world: World, channel: Channel, ts: str) -> Message:
    message = world.workspace.message(channel.id, ts)
    if message is None:
        raise Refusal("message_not_found")
    return message


def own_message(world: World, channel: Channel, ts: str, error: str) -> Message:
    message = message_in(world, channel, ts)
    if message.user != BOT_USER:
        raise Refusal(error)
    return message
