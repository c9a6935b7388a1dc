"""Notice: what must be said, to whom, from when, in which lane, and how far it got.

A document (a call, a week) carries its notices, so that writing the document is also promising to say them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Fact = str | int | bool | None
Facts = Mapping[str, Fact]


class NoticeKind(StrEnum):
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


class DeliveryState(StrEnum):
    DUE = "due"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    SENT = "sent"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class DelayReason(StrEnum):
    """Why a notice goes out after its time."""

    STOPPED = "stopped"
    SLACK = "slack"


EDITABLE = frozenset(
    {
        NoticeKind.CARD,
        NoticeKind.TRIAGE,
        NoticeKind.LEVEL2,
        NoticeKind.DECISION,
        NoticeKind.UNDECIDED,
        NoticeKind.COMPLETE,
        NoticeKind.TOPIC,
        NoticeKind.USERGROUP,
        NoticeKind.SWAP,
        NoticeKind.ABSENCE,
    }
)
"""States to reach rather than things said: redrawn to the newest face for as long as they stand."""

WORKSPACE_SETTINGS = frozenset({NoticeKind.TOPIC, NoticeKind.USERGROUP})
"""States of the workspace rather than messages: doing them again does no harm."""

ESCALATION_KINDS = frozenset({NoticeKind.LEVEL2, NoticeKind.REMINDER, NoticeKind.LEAD})

THREAD_PARENT: Mapping[NoticeKind, NoticeKind] = {
    NoticeKind.LINE: NoticeKind.CARD,
    NoticeKind.TRIAGE: NoticeKind.CARD,
    NoticeKind.REMINDER: NoticeKind.LEVEL2,
    NoticeKind.WITHDRAWN: NoticeKind.CORRECTION,
}
"""Which notice's thread a notice belongs to; it waits until that one has been posted."""

OUTSTANDING = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNCONFIRMED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing to say.

    `key` is `document/cycle/kind/n`, unique in the program and carried by the message's metadata. `due` is when it
    was promised for, `retry_at` when the next try may be made after one that certainly failed. `revision` counts what
    a living notice should show, `posted_revision` what it does show. `duplicate_check_at` is when one that was said again after a
    doubtful attempt is looked for once more: it may stand twice.
    """

    key: str
    kind: NoticeKind
    queue: str
    to: str
    due: datetime
    facts: Facts = field(default_factory=dict)
    state: DeliveryState = DeliveryState.DUE
    attempt: int = 0
    claimed_at: datetime | None = None
    retry_at: datetime | None = None
    delay_reason: DelayReason | None = None
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    revision: int = 1
    posted_revision: int = 0
    duplicate_check_at: datetime | None = None

    @property
    def ready_at(self) -> datetime:
        return max(self.due, self.retry_at) if self.retry_at else self.due

    @property
    def needs_update(self) -> bool:
        """A living notice that shows less than it should."""
        return (
            self.state is DeliveryState.SENT
            and self.kind in EDITABLE
            and self.revision > self.posted_revision
        )

    @property
    def next_action_at(self) -> datetime | None:
        """When there is next something to do about it; None when there is nothing."""
        if self.state in OUTSTANDING or self.needs_update:
            return self.ready_at
        if self.state is DeliveryState.SENT and self.duplicate_check_at:
            return max(self.duplicate_check_at, self.ready_at)
        return None

    def duplicate_check_is_due(self, now: datetime) -> bool:
        """Whether it is time to look for it once more."""
        return (
            self.state is DeliveryState.SENT
            and self.duplicate_check_at is not None
            and self.duplicate_check_at <= now
        )


Notices = tuple[Notice, ...]
