"""Posting: messages come, change and go, and the app hears of it."""

from dataclasses import dataclass, replace

from simulator.ids import BOT_ID, BOT_USER
from simulator.inbound.events import publish
from simulator.messages import Ephemeral, Message
from simulator.shapes import Json
from simulator.wire import message_json
from simulator.workspace import Channel
from simulator.world import World

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}


@dataclass(frozen=True, slots=True)
class Content:
    text: str = ""
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    files: tuple[Json, ...] = ()
    subtype: str | None = None


def post(
    world: World,
    channel: Channel,
    user: str,
    content: Content,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
) -> Message:
    ts = world.ids.ts()
    message = Message(
        ts=ts,
        channel=channel.id,
        user=user,
        bot_id=BOT_ID if user == BOT_USER else None,
        text=content.text,
        blocks=content.blocks,
        metadata=content.metadata,
        files=content.files,
        subtype="thread_broadcast" if broadcast else content.subtype,
        thread_ts=thread_ts,
        broadcast=broadcast,
        permalink=world.workspace.link_to(channel.id, ts),
        name=world.workspace.name_of,
    )
    channel.put(message)
    _tell(world, channel, message_json(message, channel) | {"event_ts": ts})
    return message


def change(world: World, channel: Channel, before: Message, after: Message) -> None:
    channel.put(after)
    told = {"message": message_json(after, channel), "previous_message": message_json(before, channel)}
    _tell(world, channel, {"type": "message", "subtype": "message_changed", "hidden": True, **told})


def remove(world: World, channel: Channel, message: Message) -> None:
    """A message with replies leaves a stone in its place, so that its thread stays."""
    previous = message_json(message, channel)
    if channel.replies(message.ts):
        stone = replace(
            message, user="USLACKBOT", bot_id=None, subtype="tombstone", text="This message was deleted."
        )
        channel.put(replace(stone, blocks=(), metadata=None, files=()))
    else:
        channel.drop(message)
    told = {"deleted_ts": message.ts, "previous_message": previous}
    _tell(world, channel, {"type": "message", "subtype": "message_deleted", "hidden": True, **told})


def show(
    world: World, channel: Channel, user: str, content: Content, thread_ts: str | None = None
) -> Ephemeral:
    """Shows it to that person alone."""
    ephemeral = Ephemeral(
        ts=world.ids.ts(),
        channel=channel.id,
        user=user,
        text=content.text,
        blocks=content.blocks,
        thread_ts=thread_ts,
        name=world.workspace.name_of,
    )
    world.workspace.ephemerals.append(ephemeral)
    world.changes.notify()
    return ephemeral


def open_im(world: World, user: str) -> Channel:
    """The bot's direct messages with the person, opened at need."""
    channel = world.workspace.im_of(user)
    if channel is None:
        channel = Channel(world.ids.new("D"), "", "im", [user, BOT_USER], user=user)
        world.workspace.channels[channel.id] = channel
    return channel


def _tell(world: World, channel: Channel, event: Json) -> None:
    whole = {
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPES[channel.kind],
        "team": world.workspace.team_id,
    }
    publish(world, {"ts": world.ids.ts(), **event, **whole}, channel)
    world.changes.notify()
