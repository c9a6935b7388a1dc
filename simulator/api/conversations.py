"""conversations.*: channels and direct messages that the bot can see."""

from simulator.api.arguments import Arguments
from simulator.api.paging import page
from simulator.api.scopes import require
from simulator.api.visibility import im_with, joined, visible
from simulator.inbound.events import publish
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.posting import MessageContent, post
from simulator.slack_state.serialisation import channel_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel, ChannelKind

_TOPIC_MOST = 250
_TYPES: dict[str, ChannelKind] = {"public_channel": "public", "private_channel": "private", "im": "im"}


def info(slack: SlackState, arguments: Arguments) -> Json:
    channel = visible(slack, arguments.needed("channel"))
    require(slack, "conversations.info", channel.kind)
    members = {"num_members": len(channel.members)} if arguments.flag("include_num_members") else {}
    return {"channel": channel_json(channel) | members}


def list_(slack: SlackState, arguments: Arguments) -> Json:
    wanted = arguments.listed("types") or ["public_channel"]
    for each in wanted:
        if each not in _TYPES:
            raise SlackError("invalid_types", f"types: {each}")
        require(slack, "conversations.list", _TYPES[each])
    kinds = {_TYPES[each] for each in wanted}
    channels = [each for each in slack.workspace.channels.values() if each.kind in kinds and _listed(each)]
    if arguments.flag("exclude_archived"):
        channels = [each for each in channels if not each.is_archived]
    shown, cursor = page(channels, arguments)
    return {"channels": [channel_json(each) for each in shown], **cursor}


def _listed(channel: Channel) -> bool:
    return channel.kind == "public" or BOT_USER in channel.members


def members(slack: SlackState, arguments: Arguments) -> Json:
    channel = visible(slack, arguments.needed("channel"))
    require(slack, "conversations.members", channel.kind)
    shown, cursor = page(channel.members, arguments)
    return {"members": list(shown), **cursor}


def join(slack: SlackState, arguments: Arguments) -> Json:
    channel = visible(slack, arguments.needed("channel"))
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT_USER in channel.members:
        return {"channel": channel_json(channel), "warning": "already_in_channel"}
    channel.members.append(BOT_USER)
    publish(slack, {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id}, channel)
    return {"channel": channel_json(channel)}


def open_(slack: SlackState, arguments: Arguments) -> Json:
    """Opens the direct messages with one person; raises SlackError for several people, which is not simulated."""
    users = arguments.listed("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("invalid_arguments", "users: direct messages of several people are not simulated")
    already = slack.workspace.im_of(users[0]) is not None
    channel = im_with(slack, users[0])
    opened = channel_json(channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": opened, **({"no_op": True, "already_open": True} if already else {})}


def set_topic(slack: SlackState, arguments: Arguments) -> Json:
    """Sets the topic; a changed one is also posted as a message with subtype channel_topic, as Slack does."""
    channel = joined(slack, arguments.needed("channel"))
    require(slack, "conversations.setTopic", channel.kind)
    topic = arguments.text("topic") or ""
    if len(topic) > _TOPIC_MOST:
        raise SlackError("too_long", f"topic: {len(topic)} > {_TOPIC_MOST}")
    if channel.is_archived:
        raise SlackError("is_archived")
    if topic != channel.topic:
        channel.topic = topic
        notice = f"set the channel topic: {topic}" if topic else "cleared the channel topic"
        post(slack, channel, BOT_USER, MessageContent(f"<@{BOT_USER}> {notice}", subtype="channel_topic"))
    return {"channel": channel_json(channel)}
