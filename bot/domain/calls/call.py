"""Call: one document that says who called, who has it, how it was sorted, and what is still to be said about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self, TypeVar

from bot.domain.calls.triage import Imputation, Trail
from bot.domain.outbox.notice import EDITABLE, Fact, Notice, NoticeKey, NoticeKind, Notices, Queue, QueueKind
from bot.domain.outbox.notices import latest, posted, request_update
from bot.domain.outbox.visitor import DocumentVisitor
from bot.domain.stamp import SAME_CLICK, Stamp


@dataclass(frozen=True, slots=True)
class ClientRef:
    """The client as it was when the call was opened or last edited."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Whether the client was told, before the work, that it is invoiced (seed 5.2.2)."""

    accepted: bool
    stamp: Stamp


class QuoteChoice(StrEnum):
    """What the account manager decides about a need (seed 5.1.3, 5.2.3)."""

    INCLUDED = "included"
    SUPPLEMENT = "supplement"
    CALLED_BACK = "called_back"
    QUOTE_SENT = "quote_sent"


@dataclass(frozen=True, slots=True)
class Decision:
    choice: QuoteChoice
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Correction:
    """What level 1 asks the developers to correct (seed 5.1.1).

    Attributes:
        asked: who asked.
        taken: the developer who corrects it; None before.
        delivered: who delivered it; None before.
        word: what was delivered; None before.
    """

    asked: Stamp
    taken: Stamp | None = None
    delivered: Stamp | None = None
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote in the thread, as written; `ts` is the message's."""

    ts: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Callback:
    """The client tests and calls back: no deadline before `until`."""

    until: datetime
    reason: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class RecipeUse:
    """«Cela a servi»: the recipe of the call with this number was of use."""

    number: str
    stamp: Stamp


class CloseReason(StrEnum):
    REPORTED = "reported"
    REFUSED = "refused"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class OtherTime:
    """«Autre intervenant»: what somebody else spent on the call.

    Attributes:
        person: a Slack id.
        minutes: whole.
        level: at which they count: 1 for who was a member of the rota, else 2.
    """

    person: str
    minutes: int
    level: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """«Corriger l'appel»: who corrected a closed call's compte rendu, when, and why."""

    stamp: Stamp
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One version of the compte rendu, frozen when the call is closed or decided about (seed 5).

    Attributes:
        version: from 1; a later one replaces the earlier ones.
        stamp: who closed the call.
        level: which level solved it, 1 or 2.
        level1: who had it at level 1.
        level2: the developer who took it, or closed it; None where none did.
        minutes1: whole minutes at level 1.
        minutes2: whole minutes at level 2.
        updated: whether the client's LINA was updated.
        lina_version: the version that was installed; None where nobody said.
        inform_dev: whether it also goes to the developers' channel.
        decision: the account manager's about the need; None before it.
        cycle: which opening of the call it ended.
        other: whoever else helped; None for nobody.
        amendment: how this version came after the closing; None where the call was closed with it.
    """

    version: int
    stamp: Stamp
    client: ClientRef
    contact: str | None
    request: str
    nature: str | None
    imputation: Imputation
    need: str | None
    diagnosis: str | None
    solution: str
    level: int
    level1: str
    level2: str | None
    minutes1: int
    minutes2: int
    updated: bool
    follow_up: str | None
    recipe: str | None
    invoicing: Invoicing | None
    account_manager: str | None
    cycle: int
    lina_version: str | None = None
    inform_dev: bool = False
    decision: Decision | None = None
    other: OtherTime | None = None
    amendment: Amendment | None = None

    @property
    def booked1(self) -> int:
        """All minutes that count at level 1."""
        return self.minutes1 + self._of_other(1)

    @property
    def booked2(self) -> int:
        """All minutes that count at level 2."""
        return self.minutes2 + self._of_other(2)

    def _of_other(self, level: int) -> int:
        return self.other.minutes if self.other and self.other.level == level else 0


T = TypeVar("T")


class State(StrEnum):
    """Who has the call (seed 5.3)."""

    LEVEL1 = "level1"
    WAITING = "waiting"
    LEVEL2 = "level2"
    HANDED = "handed"
    TO_CALL_BACK = "to_call_back"
    """The hour of a planned callback has come, or a call was missed: somebody has to phone the client."""
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One client call: who called, who has it, how it was sorted, and what is still to be said about it.

    Instants are aware UTC; people are Slack ids.

    Attributes:
        number: `2026-0042`: the year, and a count within it.
        origin: the form or command that opened it; unique, so that the same form opens one call.
        opened: who opened it.
        client: the client when it was opened or last edited.
        request: the client's demand, as written.
        owner: who has the call now; `SYSTEM` while nobody has, which is so of a missed call alone.
        level1: who had it last at level 1.
        version: counts the writes, for compare-and-set.
        state: at which level it is.
        cycle: counts the openings, from 1: each reopening or handing back begins another.
        reopened: who reopened it last; None if nobody did.
        level2: the developer who took it; None before.
        previous_owner: who has it again when level 2 hands it back.
        on_duty: the week's technician when it was opened; None when there was none.
        contact, phone: who called, and from which number (E.164); None where nobody said.
        source: the link of the Slack message that it was opened from.
        deadline: when level 2 is called; kept while the call is handed over; None once it was reopened.
        transferred: who called level 2 (`SYSTEM` for the deadline); None before.
        taken: when level 2 took it.
        triage: the answers so far (seed 5.1, 5.2).
        imputation: where the time is booked; None before the triage has reached it.
        need: what the client needs, where the triage asks.
        account_manager: the client's, a Slack id or an e-mail address; None where the client has none.
        invoicing: what the client answered about being invoiced; None before.
        decision: the account manager's; None while it is awaited or not asked.
        correction: what the developers are asked to correct; None where nothing is.
        callback: the one that is planned, or whose hour has come; None where the client is not to be called back.
        earlier_callbacks: those that are over; `until` is when they ended, where that was sooner.
        notes: what members wrote in the thread.
        reports: every version of the compte rendu, oldest first.
        closed: who closed it; None while it is open.
        close_reason: how it ended; None while it is open.
        recipe_use: which recipe was of use; None where nobody said so.
        notices: what was and is to be delivered about it.
    """

    number: str
    origin: str
    opened: Stamp
    client: ClientRef
    request: str
    owner: str
    level1: str
    version: int = 0
    state: State = State.LEVEL1
    cycle: int = 1
    reopened: Stamp | None = None
    level2: str | None = None
    previous_owner: str | None = None
    on_duty: str | None = None
    contact: str | None = None
    phone: str | None = None
    source: str | None = None
    deadline: datetime | None = None
    transferred: Stamp | None = None
    taken: Stamp | None = None
    triage: Trail = ()
    imputation: Imputation | None = None
    need: str | None = None
    account_manager: str | None = None
    invoicing: Invoicing | None = None
    decision: Decision | None = None
    correction: Correction | None = None
    callback: Callback | None = None
    earlier_callbacks: tuple[Callback, ...] = ()
    notes: tuple[Note, ...] = ()
    reports: tuple[Report, ...] = ()
    closed: Stamp | None = None
    close_reason: CloseReason | None = None
    recipe_use: RecipeUse | None = None
    notices: Notices = ()

    @property
    def id(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state is not State.CLOSED

    @property
    def card(self) -> Notice | None:
        """The card as it stands in `support`; None before it is posted."""
        return posted(self.notices, NoticeKind.CARD)

    @property
    def nature(self) -> str | None:
        """The triage's label of what the client wanted: bug, help, evolution…"""
        return next((a.answer for a in self.triage if a.node in {"during", "after"}), None)

    def held(self, now: datetime) -> bool:
        return self.callback is not None and now < self.callback.until and self.is_open

    def with_notices(self, notices: Notices) -> Self:
        """The call with these notices in the place of its own."""
        return replace(self, notices=notices)

    def accept(self, visitor: DocumentVisitor[T], notice: Notice) -> T:
        """What the visitor makes of one of this call's notices."""
        return visitor.call(self, notice)

    def enqueue(self, kind: NoticeKind, *, queue: Queue, to: str, due: datetime, **facts: Fact) -> Self:
        """Promises one more notice, with the next key of its kind in this cycle."""
        n = 1 + sum(other.key[:3] == (self.number, self.cycle, kind) for other in self.notices)
        key = NoticeKey(self.number, self.cycle, kind, n)
        notice = Notice(key=key, kind=kind, queue=queue, to=to, due=due, facts=facts)
        return replace(self, notices=(*self.notices, notice))

    def thread_line(self, event: str, stamp: Stamp, **facts: Fact) -> Self:
        """One event, one line in the thread."""
        to = self.notices[0].to
        return self.enqueue(
            NoticeKind.LINE,
            queue=Queue(QueueKind.THREAD),
            to=to,
            due=stamp.at,
            event=event,
            by=stamp.by,
            **facts,
        )

    def said_just_before(self, event: str, stamp: Stamp) -> bool:
        """Whether this person did the same within the time of a repeated click; `event` is the thread line's."""
        return any(
            n.facts.get("event") == event and n.facts.get("by") == stamp.by and stamp.at - n.due < SAME_CLICK
            for n in self.notices
        )

    def refreshed(self) -> Self:
        """Every standing message with buttons is to show what is true now.

        Told triage lines and what came before stay as they are, and the question about a client does not change
        with the call.
        """
        lasting = {NoticeKind.PRECEDENTS, NoticeKind.TRIAGE, NoticeKind.COMPLETE}
        return replace(self, notices=request_update(self.notices, EDITABLE - lasting))

    def newest(self, kind: NoticeKind) -> Notice | None:
        return latest(self.notices, kind)
