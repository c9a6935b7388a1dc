"""Which people, conversations and messages the bot can see, and where it can post; SlackError where it cannot."""

from simulator.fixtures import PersonFixture
from simulator.slack_error import SlackError
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.messages import Message
from simulator.slack_state.posting import open_im
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel


def person(slack: SlackState, user: str, error: str = "user_not_found") -> PersonFixture:
    found = slack.workspace.people.get(user)
    if found is None:
        raise SlackError(error)
    return found


def visible(slack: SlackState, channel_id: str) -> Channel:
    """The conversation; a private channel is visible to its members only."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or (channel.kind == "private" and BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def joined(slack: SlackState, channel_id: str) -> Channel:
    """The conversation, which the bot has to be a member of."""
    channel = visible(slack, channel_id)
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def writable(slack: SlackState, channel_id: str) -> Channel:
    """The conversation to post in; a person's id means the direct messages with that person."""
    channel = (
        im_with(slack, channel_id) if channel_id in slack.workspace.people else visible(slack, channel_id)
    )
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in slack.manifest.scopes:
        raise SlackError("not_in_channel")
    if channel.user and not slack.manifest.has_messages_tab:
        raise SlackError("messages_tab_disabled")
    if channel.user and slack.workspace.people[channel.user].deleted:
        raise SlackError("user_disabled")  # stricter than Slack, which lets some such posts go to nobody
    return channel


def im_with(slack: SlackState, user: str) -> Channel:
    """The direct messages with a person, opened if need be."""
    other = person(slack, user)
    if other.deleted:
        raise SlackError("user_disabled")
    if other.is_bot:
        raise SlackError("cannot_dm_bot")
    return open_im(slack, user)


def message_in(slack: SlackState, channel: Channel, ts: str) -> Message:
    """The message with that ts."""
    message = slack.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message


def own_message(slack: SlackState, channel: Channel, ts: str, error: str) -> Message:
    """The bot's own message with that ts; raises SlackError(error) for somebody else's."""
    message = message_in(slack, channel, ts)
    if message.user != BOT_USER:
        raise SlackError(error)
    return message
