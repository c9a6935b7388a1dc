"""Posting: messages come, change and go, and the app hears of it."""

from dataclasses import dataclass, replace

from simulator.inbound.events import publish
from simulator.json_types import Json
from simulator.slack_state.ids import BOT_ID, BOT_USER
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.serialisation import message_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}


@dataclass(frozen=True, slots=True)
class MessageContent:
    text: str = ""
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    files: tuple[Json, ...] = ()
    subtype: str | None = None


def post(
    slack: SlackState,
    channel: Channel,
    user: str,
    content: MessageContent,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
) -> Message:
    ts = slack.ids.ts()
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
        permalink=slack.workspace.link_to(channel.id, ts),
        name=slack.workspace.name_of,
    )
    channel.put(message)
    _tell(slack, channel, message_json(message, channel) | {"event_ts": ts})
    return message


def change(slack: SlackState, channel: Channel, before: Message, after: Message) -> None:
    channel.put(after)
    told = {"message": message_json(after, channel), "previous_message": message_json(before, channel)}
    _tell(slack, channel, {"type": "message", "subtype": "message_changed", "hidden": True, **told})


def remove(slack: SlackState, channel: Channel, message: Message) -> None:
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
    _tell(slack, channel, {"type": "message", "subtype": "message_deleted", "hidden": True, **told})


def show(
    slack: SlackState, channel: Channel, user: str, content: MessageContent, thread_ts: str | None = None
) -> Ephemeral:
    """Shows it to that person alone."""
    ephemeral = Ephemeral(
        ts=slack.ids.ts(),
        channel=channel.id,
        user=user,
        text=content.text,
        blocks=content.blocks,
        thread_ts=thread_ts,
        name=slack.workspace.name_of,
    )
    slack.workspace.ephemerals.append(ephemeral)
    slack.changes.notify()
    return ephemeral


def open_im(slack: SlackState, user: str) -> Channel:
    """The bot's direct messages with the person, opened at need."""
    channel = slack.workspace.im_of(user)
    if channel is None:
        channel = Channel(slack.ids.new("D"), "", "im", [user, BOT_USER], user=user)
        slack.workspace.channels[channel.id] = channel
    return channel


def _tell(slack: SlackState, channel: Channel, event: Json) -> None:
    whole = {
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPES[channel.kind],
        "team": slack.workspace.team_id,
    }
    publish(slack, {"ts": slack.ids.ts(), **event, **whole}, channel)
    slack.changes.notify()
