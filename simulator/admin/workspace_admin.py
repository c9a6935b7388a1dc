"""Workspace administration: adds and changes people, memberships and user groups, and publishes the events."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.fixtures import GroupFixture, PersonFixture
from simulator.inbound.events import publish
from simulator.json_types import Json
from simulator.slack_state.messages import Message
from simulator.slack_state.posting import remove
from simulator.slack_state.serialisation import user_json
from simulator.slack_state.state import SlackState


def put_person(slack: SlackState, person: PersonFixture) -> None:
    """Adds the person and publishes team_join, or replaces the one with that id and publishes user_change."""
    kind = "user_change" if person.id in slack.workspace.people else "team_join"
    slack.workspace.people[person.id] = person
    publish(slack, {"type": kind, "user": _user(slack, person)})
    slack.changes.notify()


def join(slack: SlackState, channel_id: str, user: str) -> None:
    """Adds the person to the channel and publishes member_joined_channel."""
    channel = slack.workspace.channels[channel_id]
    channel.members.append(user)
    publish(slack, {"type": "member_joined_channel", "user": user, "channel": channel_id}, channel)
    slack.changes.notify()


def leave(slack: SlackState, channel_id: str, user: str) -> None:
    """Removes the person from the channel and publishes member_left_channel."""
    channel = slack.workspace.channels[channel_id]
    publish(slack, {"type": "member_left_channel", "user": user, "channel": channel_id}, channel)
    channel.members.remove(user)
    slack.changes.notify()


def archive(slack: SlackState, channel_id: str) -> None:
    """Archives the channel; posts to it are refused from then on."""
    slack.workspace.channels[channel_id].is_archived = True
    slack.changes.notify()


def delete(slack: SlackState, message: Message) -> None:
    """Deletes the message, whoever wrote it, and publishes message_deleted, or message_changed under replies."""
    remove(slack, slack.workspace.channels[message.channel], message)


def set_group_users(slack: SlackState, group_id: str, users: Sequence[str]) -> GroupFixture:
    """Replaces the user group's members, publishes subteam_members_changed and returns the changed group."""
    before = slack.workspace.groups[group_id]
    after = slack.workspace.groups[group_id] = replace(before, users=tuple(users))
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group_id,
        "team_id": slack.workspace.team_id,
        "added_users": [user for user in users if user not in before.users],
        "removed_users": [user for user in before.users if user not in users],
    }
    publish(slack, event)
    slack.changes.notify()
    return after


def _user(slack: SlackState, person: PersonFixture) -> Json:
    with_email = "users:read.email" in slack.manifest.scopes
    return user_json(person, slack.workspace, slack.clock.now(), with_email=with_email)
