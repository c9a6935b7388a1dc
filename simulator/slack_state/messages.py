"""Message and Ephemeral: what is posted in a channel, to all or to one person."""

from dataclasses import dataclass, field

from simulator.json_types import Json
from simulator.slack_state.block_elements import button_labels, overflow_labels
from simulator.slack_state.visible_text import Namer, words


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMessage:
    """A message at one moment; an edit makes another object.

    Attributes:
        ts: the timestamp, which identifies it in its channel.
        channel: the channel id.
        text: the text in mrkdwn; with blocks it is what notifications show.
        blocks: the blocks; () for a message of text.
        thread_ts: the ts of the thread's parent; None outside of threads.
        name: resolves ids to the names in `words`.
    """

    ts: str
    channel: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    name: Namer = field(repr=False, compare=False)

    @property
    def words(self) -> str:
        """The text that people see, without markup and without buttons; one line for each part."""
        return words(self.text, self.blocks, self.name)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons."""
        return button_labels(self.blocks)

    @property
    def options(self) -> list[str]:
        """The labels of the options in overflow menus."""
        return overflow_labels(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(BaseMessage):
    """A message that all members of the channel see; https://docs.slack.dev/reference/events/message.

    Attributes:
        user: the author's user id.
        permalink: the message's URL.
        bot_id: the bot's id; None for a person's message.
        subtype: Slack's subtype; None for a plain message.
        metadata: event_type and event_payload; None without metadata.
        edited: whether its text was edited.
        broadcast: whether a reply is also shown in the channel.
        files: the shared files.
    """

    user: str
    permalink: str
    bot_id: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited: bool = False
    broadcast: bool = False
    files: tuple[Json, ...] = ()

    @property
    def is_top_level(self) -> bool:
        """Whether the channel shows it, not only its thread."""
        return self.thread_ts in (None, self.ts) or self.broadcast

    @property
    def is_gone(self) -> bool:
        """Whether it is the tombstone of a deleted message with replies."""
        return self.subtype == "tombstone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ephemeral(BaseMessage):
    """A message that only `user`, a user id, can see; https://docs.slack.dev/messaging."""

    user: str
