"""chat.*: the bot writes, changes and removes what it said."""

from dataclasses import replace

from simulator.ids import BOT_USER
from simulator.messages import Message
from simulator.posting import change, post, remove, show
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.content import blocks_of, content_of, metadata_of
from simulator.web.reach import joined, message_in, own_message, visible, writable
from simulator.wire import message_json
from simulator.workspace import Channel
from simulator.world import World

_UPDATE_MOST = 4000


def post_message(world: World, arguments: Arguments) -> Json:
    channel = writable(world, arguments.needed("channel"))
    content = content_of(world, arguments)
    thread_ts = _parent(channel, arguments.text("thread_ts"))
    broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
    message = post(world, channel, BOT_USER, content, thread_ts=thread_ts, broadcast=broadcast)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message, channel)}


def post_ephemeral(world: World, arguments: Arguments) -> Json:
    channel = writable(world, arguments.needed("channel"))
    user = arguments.needed("user")
    if user not in channel.members or world.workspace.people[user].deleted:
        raise Refusal("user_not_in_channel")
    thread_ts = _parent(channel, arguments.text("thread_ts"))
    return {"message_ts": show(world, channel, user, content_of(world, arguments), thread_ts).ts}


def update(world: World, arguments: Arguments) -> Json:
    channel = joined(world, arguments.needed("channel"))
    before = own_message(world, channel, arguments.needed("ts"), "cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    after = _updated(world, before, arguments)
    change(world, channel, before, after)
    told = {"channel": channel.id, "ts": after.ts, "text": after.text}
    return {**told, "message": message_json(after, channel)}


def _updated(world: World, before: Message, arguments: Arguments) -> Message:
    text, blocks = arguments.text("text"), blocks_of(world, arguments)
    if not (text or "").strip() and not blocks:
        raise Refusal("no_text")
    if text and len(text) > _UPDATE_MOST:
        raise Refusal("msg_too_long", f"text: {len(text)} > {_UPDATE_MOST}")
    edited = before.edited or (text is not None and text != before.text)
    after = replace(before, text=text or "", blocks=blocks or (), edited=edited)
    return replace(after, metadata=metadata_of(arguments)) if "metadata" in arguments.raw else after


def delete(world: World, arguments: Arguments) -> Json:
    channel = joined(world, arguments.needed("channel"))
    message = own_message(world, channel, arguments.needed("ts"), "cant_delete_message")
    remove(world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(world: World, arguments: Arguments) -> Json:
    channel = visible(world, arguments.needed("channel"))
    message = message_in(world, channel, arguments.needed("message_ts"))
    return {"channel": channel.id, "permalink": message.permalink}


def _parent(channel: Channel, thread_ts: str | None) -> str | None:
    """A parent that was deleted still takes replies, which nobody sees; one that never was takes none."""
    if thread_ts is None or thread_ts in channel.deleted:
        return thread_ts
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.thread_ts not in (None, parent.ts):
        raise Refusal("cannot_reply_to_message", f"thread_ts: {thread_ts} is no parent here")
    return thread_ts
