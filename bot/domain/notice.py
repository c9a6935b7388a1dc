"""Notice: what must be said, to whom, from when, in which lane, and how far it got.

A document (a call, a week) carries its notices, so that writing the document is also promising to say them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Fact = str | int | bool | None
Facts = Mapping[str, Fact]


class What(StrEnum):
    """What is said; also the template's name under `templates/slack/`."""

    CARD = "card"
    LINE = "line"
    TRIAGE = "triage"
    LEVEL2 = "level2"
    REMINDER = "reminder"
    LEAD = "lead"
    CORRECTION = "correction"
    WITHDRAWN = "withdrawn"
    DECISION = "decision"
    UNDECIDED = "undecided"
    WARRANTY = "warranty"
    CONTRACT = "contract"
    REPORT = "report"
    COMPLETE = "complete"
    WEEK = "week"
    TOPIC = "topic"
    USERGROUP = "usergroup"
    DUTY = "duty"
    NEXT = "next"
    SWAP = "swap"
    ABSENCE = "absence"
    ROTA_LINE = "rota_line"


class Progress(StrEnum):
    DUE = "due"
    SENDING = "sending"
    DOUBTFUL = "doubtful"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Late(StrEnum):
    """Why a notice goes out after its time."""

    STOPPED = "stopped"
    SLACK = "slack"


LIVING = frozenset(
    {
        What.CARD,
        What.TRIAGE,
        What.LEVEL2,
        What.DECISION,
        What.UNDECIDED,
        What.COMPLETE,
        What.TOPIC,
        What.USERGROUP,
        What.SWAP,
        What.ABSENCE,
    }
)
"""States to reach rather than things said: redrawn to the newest face for as long as they stand."""

SETTINGS = frozenset({What.TOPIC, What.USERGROUP})
"""States of the workspace rather than messages: doing them again does no harm."""

LADDER = frozenset({What.LEVEL2, What.REMINDER, What.LEAD})

UNDER: Mapping[What, What] = {
    What.LINE: What.CARD,
    What.TRIAGE: What.CARD,
    What.REMINDER: What.LEVEL2,
    What.WITHDRAWN: What.CORRECTION,
}
"""Which notice's thread a notice belongs to; it waits until that one has been posted."""

PENDING = frozenset({Progress.DUE, Progress.SENDING, Progress.DOUBTFUL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing to say.

    `key` is `document/visit/what/n`, unique in the program and carried by the message's metadata. `due` is when it
    was promised for, `not_before` when the next try may be made after one that certainly failed. `face` counts what
    a living notice should show, `shown` what it does show. `look_again` is when one that was said again after a
    doubtful attempt is looked for once more: it may stand twice.
    """

    key: str
    what: What
    lane: str
    to: str
    due: datetime
    facts: Facts = field(default_factory=dict)
    state: Progress = Progress.DUE
    attempt: int = 0
    since: datetime | None = None
    not_before: datetime | None = None
    late: Late | None = None
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    face: int = 1
    shown: int = 0
    look_again: datetime | None = None

    @property
    def ready_at(self) -> datetime:
        return max(self.due, self.not_before) if self.not_before else self.due

    @property
    def stale(self) -> bool:
        """A living notice that shows less than it should."""
        return self.state is Progress.SENT and self.what in LIVING and self.face > self.shown

    @property
    def wakes_at(self) -> datetime | None:
        """When there is next something to do about it; None when there is nothing."""
        if self.state in PENDING or self.stale:
            return self.ready_at
        if self.state is Progress.SENT and self.look_again:
            return max(self.look_again, self.ready_at)
        return None

    def may_stand_twice(self, now: datetime) -> bool:
        """Whether it is time to look for it once more."""
        return self.state is Progress.SENT and self.look_again is not None and self.look_again <= now


Notices = tuple[Notice, ...]
