"""Workspace: people, channels, user groups and messages, as they are now."""

from dataclasses import dataclass, field
from typing import Literal

from simulator.fixtures import ChannelFixture, GroupFixture, PersonFixture, WorkspaceFixture
from simulator.json_types import Json
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.messages import Ephemeral, Message

OTHER_TEAM = "T0OTHER"
"""The workspace of people of another organisation whose own is not named."""

ChannelKind = Literal["public", "private", "im"]


@dataclass(slots=True)
class Channel:
    """A channel, or the direct messages between the bot and one person.

    Attributes:
        id: the conversation's id.
        name: the channel's name; "" for direct messages.
        kind: public, private or im.
        members: user ids.
        topic: the topic.
        is_archived: whether nobody can post.
        user: the other person in direct messages; None for a channel.
        messages: by ts, oldest first.
        deleted: the ts of deleted messages.
        threads: the ts of the replies, by the parent's ts.
        pins: the ts of pinned messages.
        bookmarks: as bookmarks.add returned them.
        reactions: (ts, name of the emoji).
    """

    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    topic: str = ""
    is_archived: bool = False
    user: str | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    threads: dict[str, list[str]] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    reactions: list[tuple[str, str]] = field(default_factory=list)

    def top_level(self) -> list[Message]:
        """The messages that the channel shows, oldest first, without tombstones."""
        return [each for each in self.messages.values() if each.is_top_level and not each.is_gone]

    def replies(self, thread_ts: str) -> list[Message]:
        """The replies of the thread, oldest first, without the parent."""
        return [self.messages[ts] for ts in self.threads.get(thread_ts, ())]

    def put(self, message: Message) -> None:
        """Adds the message, or replaces the one with its ts."""
        if message.ts not in self.messages and message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)
        self.messages[message.ts] = message

    def drop(self, message: Message) -> None:
        """Removes the message."""
        self.deleted.add(message.ts)
        if message.thread_ts:
            self.threads[message.thread_ts].remove(message.ts)
        del self.messages[message.ts]


class Workspace:
    """The workspace's content.

    Attributes:
        team_id: the workspace's id.
        team_name: its name.
        enterprise_id: the enterprise that it belongs to; "" for none.
        domain: the first part of `<domain>.slack.com`.
        people: members by user id, the bot included.
        groups: user groups by id.
        channels: conversations by id.
        ephemerals: all ephemeral messages, oldest first.
        files: uploaded files by id.
    """

    def __init__(self, fixture: WorkspaceFixture, bot_name: str) -> None:
        self.team_id = fixture.team_id
        self.team_name = fixture.team_name
        self.enterprise_id = fixture.enterprise_id
        self.domain = fixture.domain
        bot = PersonFixture(BOT_USER, bot_name, is_bot=True, enterprise_id=fixture.enterprise_id)
        self.people = {person.id: person for person in (*fixture.people, bot)}
        self.groups: dict[str, GroupFixture] = {group.id: group for group in fixture.groups}
        self.channels = {each.id: _channel(each, fixture.bot_channels) for each in fixture.channels}
        self.ephemerals: list[Ephemeral] = []
        self.files: dict[str, Json] = {}

    def name_of(self, identifier: str) -> str:
        """The name shown for an id; the id itself when it is unknown."""
        if person := self.people.get(identifier):
            return person.name
        if channel := self.channels.get(identifier):
            return channel.name
        if group := self.groups.get(identifier):
            return group.handle
        return identifier

    def team_of(self, person: PersonFixture) -> str:
        """The id of the person's own workspace."""
        if person.team_id or not person.is_stranger:
            return person.team_id or self.team_id
        return OTHER_TEAM

    def is_foreign(self, person: PersonFixture) -> bool:
        """Whether the person belongs to another organisation: neither this workspace nor its enterprise."""
        colleague = bool(self.enterprise_id) and person.enterprise_id == self.enterprise_id
        return self.team_of(person) != self.team_id and not colleague

    def is_stranger(self, person: PersonFixture) -> bool:
        """As Slack's `is_stranger`: foreign, and in no channel that the app can see."""
        shared = any(
            person.id in each.members and BOT_USER in each.members for each in self.channels.values()
        )
        return self.is_foreign(person) and not shared

    def im_of(self, user: str) -> Channel | None:
        """The direct messages between the bot and the person; None before they were opened."""
        return next((each for each in self.channels.values() if each.user == user), None)

    def message(self, channel: str, ts: str) -> Message | None:
        """The message; None when there is none, or only its tombstone."""
        found = self.channels[channel].messages.get(ts) if channel in self.channels else None
        return None if found is None or found.is_gone else found

    def link_to(self, channel: str, ts: str) -> str:
        """The permalink of the message."""
        return f"https://{self.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"

    def dump(self) -> str:
        """The last messages of every channel and the last ephemerals, for the error of a wait that failed."""
        lines = []
        for channel in self.channels.values():
            lines += [f"#{channel.name or channel.user}"]
            lines += [
                f"  {each.user}: {each.words!r} {each.buttons}"
                for each in list(channel.messages.values())[-8:]
            ]
        lines += [f"only {each.user} in {each.channel}: {each.words!r}" for each in self.ephemerals[-8:]]
        return "\n".join(lines)


def _channel(fixture: ChannelFixture, bot_channels: tuple[str, ...] | None) -> Channel:
    joined = bot_channels is None or fixture.id in bot_channels
    return Channel(
        id=fixture.id,
        name=fixture.name,
        kind="private" if fixture.is_private else "public",
        members=[*fixture.members, *([BOT_USER] if joined else [])],
        topic=fixture.topic,
        is_archived=fixture.is_archived,
    )
