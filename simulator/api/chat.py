"""chat.*: posts, updates and deletes the bot's messages."""

from dataclasses import replace

from simulator.api.arguments import Arguments
from simulator.api.message_content import blocks_of, content_of, metadata_of
from simulator.api.visibility import joined, message_in, own_message, visible, writable
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.messages import Message
from simulator.slack_state.posting import change, post, remove
from simulator.slack_state.posting import post_ephemeral as post_ephemeral_message
from simulator.slack_state.serialisation import message_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel

_UPDATE_MOST = 4000


def post_message(slack: SlackState, arguments: Arguments) -> Json:
    channel = writable(slack, arguments.needed("channel"))
    content = content_of(slack, arguments)
    thread_ts = _parent(channel, arguments.text("thread_ts"))
    broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
    message = post(slack, channel, BOT_USER, content, thread_ts=thread_ts, broadcast=broadcast)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message, channel)}


def post_ephemeral(slack: SlackState, arguments: Arguments) -> Json:
    channel = writable(slack, arguments.needed("channel"))
    user = arguments.needed("user")
    if user not in channel.members or slack.workspace.people[user].deleted:
        raise SlackError("user_not_in_channel")
    thread_ts = _parent(channel, arguments.text("thread_ts"))
    return {
        "message_ts": post_ephemeral_message(slack, channel, user, content_of(slack, arguments), thread_ts).ts
    }


def update(slack: SlackState, arguments: Arguments) -> Json:
    channel = joined(slack, arguments.needed("channel"))
    before = own_message(slack, channel, arguments.needed("ts"), "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    after = _updated(slack, before, arguments)
    change(slack, channel, before, after)
    posted = {"channel": channel.id, "ts": after.ts, "text": after.text}
    return {**posted, "message": message_json(after, channel)}


def _updated(slack: SlackState, before: Message, arguments: Arguments) -> Message:
    text, blocks = arguments.text("text"), blocks_of(slack, arguments)
    if not (text or "").strip() and not blocks:
        raise SlackError("no_text")
    if text and len(text) > _UPDATE_MOST:
        raise SlackError("msg_too_long", f"text: {len(text)} > {_UPDATE_MOST}")
    edited = before.edited or (text is not None and text != before.text)
    after = replace(before, text=text or "", blocks=blocks or (), edited=edited)
    return replace(after, metadata=metadata_of(arguments)) if "metadata" in arguments.raw else after


def delete(slack: SlackState, arguments: Arguments) -> Json:
    channel = joined(slack, arguments.needed("channel"))
    message = own_message(slack, channel, arguments.needed("ts"), "cant_delete_message")
    remove(slack, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(slack: SlackState, arguments: Arguments) -> Json:
    channel = visible(slack, arguments.needed("channel"))
    message = message_in(slack, channel, arguments.needed("message_ts"))
    return {"channel": channel.id, "permalink": message.permalink}


def _parent(channel: Channel, thread_ts: str | None) -> str | None:
    """The thread to reply in; a deleted parent is accepted. Raises SlackError when no such parent ever was."""
    if thread_ts is None or thread_ts in channel.deleted:
        return thread_ts
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.thread_ts not in (None, parent.ts):
        raise SlackError("cannot_reply_to_message", f"thread_ts: {thread_ts} is no parent here")
    return thread_ts
