"""Notice: one message that a document promises to deliver, and how far its delivery got.

A document (a call, a week) carries its notices, so that writing the document is also promising its messages: the
transactional outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

Fact = str | int | bool | None
Facts = Mapping[str, Fact]


class NoticeKind(StrEnum):
    """What a notice says; also the name of its template under `templates/slack/`."""

    CARD = "card"
    PRECEDENTS = "precedents"
    LINE = "line"
    TRIAGE = "triage"
    LEVEL2 = "level2"
    REMINDER = "reminder"
    LEAD = "lead"
    CALL_BACK = "call_back"
    UNCALLED = "uncalled"
    UNCALLED_LEAD = "uncalled_lead"
    CORRECTION = "correction"
    WITHDRAWN = "withdrawn"
    CORRECTION_REMINDER = "correction_reminder"
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
    CLIENT_REPORT = "client_report"
    STATEMENT = "statement"
    STATEMENT_FILE = "statement_file"
    CHANNEL_REFUSED = "channel_refused"
    RING = "ring"
    UNENTERED = "unentered"


class QueueKind(StrEnum):
    """What a queue delivers to; each kind has one sender."""

    CARD = "card"
    THREAD = "thread"
    DEV = "dev"
    SERVICE = "service"
    DIRECT_MESSAGE = "dm"
    TOPIC = "topic"
    USERGROUP = "usergroup"
    MAIL = "mail"
    GDP = "gdp"
    FILE = "file"


class Queue(NamedTuple):
    """Notices of one document in one queue are delivered in order; queues never wait for one another.

    Attributes:
        kind: what it delivers to.
        recipient: the Slack id or e-mail address of a direct message or a mail; empty for the other kinds.
    """

    kind: QueueKind
    recipient: str = ""

    @classmethod
    def direct_message(cls, person: str) -> Self:
        """Direct messages to a person: a Slack id, or an e-mail address that is looked up in Slack."""
        return cls(QueueKind.DIRECT_MESSAGE, person)

    @classmethod
    def mail(cls, address: str) -> Self:
        """Mails to an address, or to the address of a Slack id."""
        return cls(QueueKind.MAIL, address)

    @classmethod
    def file(cls, recipient: str) -> Self:
        """Files for a person or a channel, beside the messages there."""
        return cls(QueueKind.FILE, recipient)

    def __str__(self) -> str:
        return f"{self.kind}:{self.recipient}" if self.recipient else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The queue that `str` wrote: `dev`, `dm:U0ALICE`.

        Raises:
            ValueError: the text names no kind of queue.
        """
        kind, _, recipient = text.partition(":")
        return cls(QueueKind(kind), recipient)


class NoticeKey(NamedTuple):
    """The identity of a notice: unique in the installation, and carried by the message's metadata.

    Attributes:
        document: the call's number or the week's id.
        cycle: which opening of the call it belongs to, from 1; 1 for a week.
        kind: what it says.
        n: counts the notices of this kind in this cycle, from 1.
    """

    document: str
    cycle: int
    kind: NoticeKind
    n: int

    def __str__(self) -> str:
        return f"{self.document}/{self.cycle}/{self.kind}/{self.n}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that `str` wrote: `2026-0042/1/level2/1`.

        Raises:
            ValueError: the text is no key.
        """
        document, cycle, kind, n = text.split("/")
        return cls(document, int(cycle), NoticeKind(kind), int(n))


class DeliveryState(StrEnum):
    """How far the delivery of a notice got."""

    DUE = "due"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    """An attempt was made, and nobody knows whether it arrived."""
    SENT = "sent"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    FAILED = "failed"
    """Given up, and not delivered as far as anybody knows: a person has to look at it."""


class DelayReason(StrEnum):
    """Why a notice goes out after its time."""

    STOPPED = "stopped"
    SLACK = "slack"
    STORE = "store"
    """The store refused writes, so that nothing could be recorded."""


EDITABLE = frozenset(
    {
        NoticeKind.CARD,
        NoticeKind.PRECEDENTS,
        NoticeKind.TRIAGE,
        NoticeKind.LEVEL2,
        NoticeKind.CORRECTION,
        NoticeKind.DECISION,
        NoticeKind.UNDECIDED,
        NoticeKind.COMPLETE,
        NoticeKind.WEEK,
        NoticeKind.DUTY,
        NoticeKind.TOPIC,
        NoticeKind.USERGROUP,
        NoticeKind.SWAP,
        NoticeKind.ABSENCE,
        NoticeKind.STATEMENT,
        NoticeKind.RING,
        NoticeKind.UNENTERED,
    }
)
"""Kinds that show the present state of their document: updated in place whenever it changes."""

WORKSPACE_SETTINGS = frozenset({NoticeKind.TOPIC, NoticeKind.USERGROUP})
"""Kinds that set something in the workspace instead of posting a message: setting it twice does no harm."""

ESCALATION_KINDS = frozenset({NoticeKind.LEVEL2, NoticeKind.REMINDER, NoticeKind.LEAD})

CALLBACK_KINDS = frozenset({NoticeKind.CALL_BACK, NoticeKind.UNCALLED, NoticeKind.UNCALLED_LEAD})
"""Who is told that it is time to call the client back, and that nobody did."""

THREAD_PARENT: Mapping[NoticeKind, NoticeKind] = {
    NoticeKind.PRECEDENTS: NoticeKind.CARD,
    NoticeKind.LINE: NoticeKind.CARD,
    NoticeKind.TRIAGE: NoticeKind.CARD,
    NoticeKind.CALL_BACK: NoticeKind.CARD,
    NoticeKind.UNCALLED: NoticeKind.CARD,
    NoticeKind.REMINDER: NoticeKind.LEVEL2,
    NoticeKind.WITHDRAWN: NoticeKind.CORRECTION,
    NoticeKind.CORRECTION_REMINDER: NoticeKind.CORRECTION,
}
"""In the thread of which kind a kind is posted; it waits until that message stands."""

OUTSTANDING = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNCONFIRMED})
"""States in which something is still to be delivered."""


UNSEARCHABLE = frozenset({QueueKind.MAIL, QueueKind.GDP})
"""Queues that leave Slack: nobody can look whether an attempt arrived, so one with an unknown end is made once more."""


SHOWN_FOR = timedelta(days=30)
"""What was given up is shown for so long after it was due; then it counts as rejected."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a message stands in Slack.

    Attributes:
        channel: the channel's id.
        ts: the message's timestamp in Slack's form: `1764000000.000100`.
    """

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class ToolReceipt:
    """What a tool answered when it took a document.

    Attributes:
        id: the tool's own name for it; None where it says none.
        url: where people read it in the tool, an http address; None where it says none.
    """

    id: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One message to deliver. Instants are aware UTC.

    Attributes:
        key: its identity.
        kind: what it says.
        queue: with which notices it keeps order, and by what it is delivered.
        to: the recipient: a channel's id, a Slack id or an e-mail address.
        due: when it was promised for.
        facts: what its template needs besides the document.
        state: how far its delivery got.
        attempt: how many attempts were begun.
        claimed_at: when the last attempt began; None before the first.
        retry_at: not before this is it attempted again; None where nothing holds it back.
        delay_reason: why it went out late; None when it was in time.
        channel, ts: where the message stands; None before it does, and for what is no message.
        error: what the last attempt failed with; None after a success.
        revision: counts what an editable notice should show, from 1.
        posted_revision: the revision that its message shows; 0 before it is posted.
        duplicate_check_at: when a message that was sent again after an unconfirmed attempt is looked for once more,
            because it may stand twice; None otherwise.
        doubts: how many attempts of an unsearchable queue had an unknown end.
        faults: how many attempts in a row ended with an error of this program.
        receipt: what the tool answered that took it; None for what goes to no tool.
    """

    key: NoticeKey
    kind: NoticeKind
    queue: Queue
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
    doubts: int = 0
    faults: int = 0
    receipt: ToolReceipt | None = None

    @property
    def ready_at(self) -> datetime:
        """From when on the next attempt may be made."""
        return max(self.due, self.retry_at) if self.retry_at else self.due

    @property
    def needs_update(self) -> bool:
        """Whether the message stands and shows less than it should."""
        return (
            self.state is DeliveryState.SENT
            and self.kind in EDITABLE
            and self.revision > self.posted_revision
        )

    @property
    def next_action_at(self) -> datetime | None:
        """When there is next something to do about it, for the bot or for a person; None when there is nothing."""
        if self.state in OUTSTANDING or self.state is DeliveryState.FAILED or self.needs_update:
            return self.ready_at
        if self.state is DeliveryState.SENT and self.duplicate_check_at:
            return max(self.duplicate_check_at, self.ready_at)
        return None

    def forgetting_is_due(self, now: datetime) -> bool:
        """Whether it was given up so long ago that nobody needs to look at it any more."""
        return self.state is DeliveryState.FAILED and now - self.due >= SHOWN_FOR

    def duplicate_check_is_due(self, now: datetime) -> bool:
        """Whether it is time to look whether the message stands twice."""
        return (
            self.state is DeliveryState.SENT
            and self.duplicate_check_at is not None
            and self.duplicate_check_at <= now
        )

    @property
    def location(self) -> Location | None:
        """Where the message stands; None for what is no message, or not posted."""
        return Location(self.channel, self.ts) if self.channel and self.ts else None


Notices = tuple[Notice, ...]
