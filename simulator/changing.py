"""Changing: the workspace's own life, people who come, change, join and leave, told to the app."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.inbound.events import publish
from simulator.seeds import GroupSeed, PersonSeed
from simulator.shapes import Json
from simulator.wire import user_json
from simulator.world import World


def put_person(world: World, person: PersonSeed) -> None:
    """A new one joins the team; a known one changes."""
    kind = "user_change" if person.id in world.workspace.people else "team_join"
    world.workspace.people[person.id] = person
    publish(world, {"type": kind, "user": _told(world, person)})
    world.changes.notify()


def join(world: World, channel_id: str, user: str) -> None:
    channel = world.workspace.channels[channel_id]
    channel.members.append(user)
    publish(world, {"type": "member_joined_channel", "user": user, "channel": channel_id}, channel)
    world.changes.notify()


def leave(world: World, channel_id: str, user: str) -> None:
    channel = world.workspace.channels[channel_id]
    publish(world, {"type": "member_left_channel", "user": user, "channel": channel_id}, channel)
    channel.members.remove(user)
    world.changes.notify()


def archive(world: World, channel_id: str) -> None:
    """Nobody writes there any more."""
    world.workspace.channels[channel_id].is_archived = True
    world.changes.notify()


def set_group_users(world: World, group_id: str, users: Sequence[str]) -> GroupSeed:
    before = world.workspace.groups[group_id]
    after = world.workspace.groups[group_id] = replace(before, users=tuple(users))
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group_id,
        "team_id": world.workspace.team_id,
        "added_users": [user for user in users if user not in before.users],
        "removed_users": [user for user in before.users if user not in users],
    }
    publish(world, event)
    world.changes.notify()
    return after


def _told(world: World, person: PersonSeed) -> Json:
    with_email = "users:read.email" in world.manifest.scopes
    return user_json(person, world.workspace.team_id, world.clock.now(), with_email=with_email)
