"""Messages: what stands in a channel, and what one person alone was shown."""

from dataclasses import dataclass, field

from simulator.json_types import Json
from simulator.slack_state.block_elements import button_labels, overflow_labels
from simulator.slack_state.visible_text import Namer, words


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMessage:
    """A message as it was when it was looked at; later edits make another one."""

    ts: str
    channel: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    name: Namer = field(repr=False, compare=False)

    @property
    def words(self) -> str:
        return words(self.text, self.blocks, self.name)

    @property
    def buttons(self) -> list[str]:
        return button_labels(self.blocks)

    @property
    def options(self) -> list[str]:
        """The labels of the overflow menus."""
        return overflow_labels(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(BaseMessage):
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
        """Whether the channel shows it outside of a thread."""
        return self.thread_ts in (None, self.ts) or self.broadcast

    @property
    def is_gone(self) -> bool:
        """Whether it is only the stone that stands for a deleted message with replies."""
        return self.subtype == "tombstone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ephemeral(BaseMessage):
    """`user` is who sees it."""

    user: str
