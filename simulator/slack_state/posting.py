"""Posts, changes and deletes messages, and publishes the events."""

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
    """What a message consists of.

    Attributes:
        text: mrkdwn.
        blocks: checked blocks with ids.
        metadata: None for none.
        files: the files to share.
        subtype: None for a plain message.
    """

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
    """Posts a message and publishes it; `broadcast` shows a reply in the channel too."""
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
    _publish_message(slack, channel, message_json(message, channel) | {"event_ts": ts})
    return message


def change(slack: SlackState, channel: Channel, before: Message, after: Message) -> None:
    """Replaces a message and publishes message_changed."""
    channel.put(after)
    details = {"message": message_json(after, channel), "previous_message": message_json(before, channel)}
    _publish_message(
        slack, channel, {"type": "message", "subtype": "message_changed", "hidden": True, **details}
    )


def remove(slack: SlackState, channel: Channel, message: Message) -> None:
    """Deletes the message; one with replies becomes a tombstone, as in Slack, so that its thread stays."""
    previous = message_json(message, channel)
    if channel.replies(message.ts):
        tombstone = replace(
            message, user="USLACKBOT", bot_id=None, subtype="tombstone", text="This message was deleted."
        )
        channel.put(replace(tombstone, blocks=(), metadata=None, files=()))
    else:
        channel.drop(message)
    details = {"deleted_ts": message.ts, "previous_message": previous}
    _publish_message(
        slack, channel, {"type": "message", "subtype": "message_deleted", "hidden": True, **details}
    )


def post_ephemeral(
    slack: SlackState, channel: Channel, user: str, content: MessageContent, thread_ts: str | None = None
) -> Ephemeral:
    """Posts an ephemeral message for that person."""
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
    """The bot's direct messages with the person, opened if need be."""
    channel = slack.workspace.im_of(user)
    if channel is None:
        channel = Channel(slack.ids.new("D"), "", "im", [user, BOT_USER], user=user)
        slack.workspace.channels[channel.id] = channel
    return channel


def _publish_message(slack: SlackState, channel: Channel, event: Json) -> None:
    whole = {
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPES[channel.kind],
        "team": slack.workspace.team_id,
    }
    publish(slack, {"ts": slack.ids.ts(), **event, **whole}, channel)
    slack.changes.notify()
