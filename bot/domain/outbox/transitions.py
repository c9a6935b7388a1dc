"""What each step of a delivery changes in the document that carries the notice.

The notice itself moves along `due → sending → sent | unconfirmed | due again | rejected`. What else changes in the
document (the escalation's next step, another way to a person who cannot be reached) is decided by the `DeliveryRules`
of its kind of document.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, Protocol, Self, TypeVar

from bot.domain.outbox.notice import (
    UNSEARCHABLE,
    DelayReason,
    DeliveryState,
    Location,
    Notice,
    NoticeKey,
    NoticeKind,
    Notices,
    ToolReceipt,
)
from bot.domain.outbox.notices import change, claim, find, request_update
from bot.domain.policy import Policy

ANSWER_LIMIT = timedelta(minutes=10)
"""How long a server may take to answer what it was sent (RFC 5321, 4.5.3.2.6); a doubt waits as long after that."""

MOST_DOUBTS = 2
"""Attempts with an unknown end, after which what left Slack is not said again: it may have arrived each time."""

MOST_FAULTS = 5
"""Attempts in a row that may end with an error of this program."""


class OutboxDocument(Protocol):
    """A document that carries notices."""

    @property
    def notices(self) -> Notices: ...

    def with_notices(self, notices: Notices) -> Self:
        """The document with these notices in the place of its own."""


D = TypeVar("D", bound=OutboxDocument)
C = TypeVar("C")


class DeliveryRules(Protocol[C]):
    """What delivering a notice changes in one kind of document, beyond the notice's own state."""

    def is_moot(self, document: C, notice: Notice, /) -> bool:
        """Whether the notice need not be delivered any more."""

    def on_sending(self, document: C, notice: Notice, now: datetime, policy: Policy, /) -> C:
        """The document at the instant at which an attempt begins."""

    def on_sent(self, document: C, notice: Notice, now: datetime, policy: Policy, /) -> C:
        """The document once the notice was delivered."""

    def on_rejected(self, document: C, notice: Notice, now: datetime, policy: Policy, /) -> C:
        """The document when a channel rejects a notice that is going to be tried there again."""

    def redirected(
        self, document: C, notice: Notice, now: datetime, error: str, policy: Policy, /
    ) -> C | None:
        """The document with another way to the recipient; None where it is to be tried again there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The notice was delivered.

    Attributes:
        location: where its message stands; None for what is no message (a topic, a mail).
        revision: what its message shows.
        receipt: what the tool answered that took it; None for what goes to no tool.
    """

    location: Location | None
    revision: int
    receipt: ToolReceipt | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """The notice was certainly not delivered; it is tried again after `wait`."""

    error: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Nobody knows whether the notice was delivered; that is looked up after `wait`."""

    error: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Faulted:
    """The attempt ended with an error of this program; another one is made after `wait`, up to MOST_FAULTS in a row."""

    error: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Rejected:
    """The notice is refused there for good; `wait` is for a recipient that somebody can mend."""

    error: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Updated:
    """The message shows this revision."""

    revision: int


@dataclass(frozen=True, slots=True)
class UpdateDelayed:
    """The message was not updated; that is tried again after `wait`."""

    error: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody deleted the message: it is posted anew."""


@dataclass(frozen=True, slots=True)
class DuplicatesChecked:
    """The message stands once; `location` where it is another copy than the one that was known, else None."""

    location: Location | None


@dataclass(frozen=True, slots=True)
class DuplicateCheckDelayed:
    """Whether the message stands twice could not be seen; it is looked up again after `wait`."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was given up has been shown for long enough."""


StandingOutcome = Updated | UpdateDelayed | Deleted | DuplicatesChecked | DuplicateCheckDelayed | Forgotten
"""What became of an attempt at a message that stands already, or was given up."""

Outcome = Sent | Retry | Unconfirmed | Rejected | Faulted | StandingOutcome
"""What became of one attempt."""


@dataclass(frozen=True, slots=True)
class NoticeTransitions(Generic[D]):
    """The steps of a delivery, for one kind of document.

    Attributes:
        rules: what else each step changes in the document.
        policy: what the installation has configured.
    """

    rules: DeliveryRules[D]
    policy: Policy

    def mark_sending(
        self,
        document: D,
        key: NoticeKey,
        now: datetime,
        delay_reason: DelayReason | None = None,
        duplicate_check_at: datetime | None = None,
    ) -> D:
        """Due or unconfirmed → sending; the same document where the notice may not be sent.

        A notice that has become moot while it was being attempted in vain is cancelled.
        """
        notice = find(document.notices, key)
        if notice is None or notice.ready_at > now:
            return document
        if notice.state not in {DeliveryState.DUE, DeliveryState.UNCONFIRMED}:
            return document
        if self.rules.is_moot(document, notice):
            return _changed(document, key, state=DeliveryState.CANCELLED)
        sending = document.with_notices(claim(document.notices, key, now, delay_reason, duplicate_check_at))
        claimed = find(sending.notices, key)
        return self.rules.on_sending(sending, claimed, now, self.policy) if claimed else sending

    def record(self, document: D, key: NoticeKey, outcome: Outcome, now: datetime) -> D:
        """The document after this outcome; the same one where the notice is not concerned (any more)."""
        notice = find(document.notices, key)
        if notice is None:
            return document
        match outcome:
            case Sent():
                done = self._mark_sent(document, notice, outcome, now)
            case Retry(error, wait):
                done = _mark_retry(document, notice, error, now + wait)
            case Unconfirmed():
                done = _changed(document, key, **_fields_of_unconfirmed(notice, outcome, now))
            case Rejected():
                done = self._mark_rejected(document, notice, outcome, now)
            case Faulted():
                done = self._mark_faulted(document, notice, outcome, now)
            case _:
                done = _changed(document, key, **_fields_of_standing(outcome, now))
        return done

    def _mark_sent(self, document: D, notice: Notice, sent: Sent, now: datetime) -> D:
        """A card that comes after its ping has the ping updated: it can lead to the thread now.

        One that was cancelled while it was being sent is updated: it shows what is true now.
        """
        if notice.state is DeliveryState.SENT:
            return document
        moot = notice.state is DeliveryState.CANCELLED
        done = _changed(
            document,
            notice.key,
            state=DeliveryState.SENT,
            posted_revision=sent.revision,
            revision=max(notice.revision, sent.revision) + 1 if moot else notice.revision,
            error=None,
            retry_at=None,
            faults=0,
            receipt=sent.receipt,
            **_at(sent.location),
        )
        if notice.kind is NoticeKind.CARD:
            done = done.with_notices(
                request_update(done.notices, (NoticeKind.LEVEL2, NoticeKind.CORRECTION, NoticeKind.DECISION))
            )
        return self.rules.on_sent(done, notice, now, self.policy)

    def _mark_rejected(self, document: D, notice: Notice, rejected: Rejected, now: datetime) -> D:
        """What was for a person goes another way, once; a channel or our own mailbox is tried again."""
        if notice.state is DeliveryState.REJECTED:
            return document
        redirected = self.rules.redirected(document, notice, now, rejected.error, self.policy)
        if redirected is not None:
            return redirected
        again = _mark_retry(document, notice, rejected.error, now + rejected.wait)
        return self.rules.on_rejected(again, notice, now, self.policy)

    def _mark_faulted(self, document: D, notice: Notice, faulted: Faulted, now: datetime) -> D:
        """The last fault gives the notice up; where level 2 was not called, the lead is told."""
        faults = notice.faults + 1
        if faults < MOST_FAULTS:
            state = _after_a_fault(notice)
            return _changed(
                document,
                notice.key,
                state=state,
                faults=faults,
                error=faulted.error,
                retry_at=now + faulted.wait,
            )
        if notice.state is DeliveryState.SENT:  # its message stands, and stays as it is
            return _changed(
                document,
                notice.key,
                posted_revision=notice.revision,
                duplicate_check_at=None,
                faults=0,
                error=faulted.error,
                retry_at=None,
            )
        failed = _changed(
            document,
            notice.key,
            state=DeliveryState.FAILED,
            faults=faults,
            error=faulted.error,
            retry_at=None,
        )
        return self.rules.on_rejected(failed, notice, now, self.policy)


def mark_uncertain(document: D, now: datetime) -> D:
    """The stored document is an older one: what was due by `now` may have been delivered since."""
    return document.with_notices(
        tuple(
            _unconfirmed(n, now)
            if n.state in {DeliveryState.DUE, DeliveryState.SENDING} and n.ready_at <= now
            else n
            for n in document.notices
        )
    )


def mark_recovered(document: D) -> D:
    """After a crash in the middle of an attempt: what was being sent is unconfirmed; else the same document."""
    if not any(n.state is DeliveryState.SENDING for n in document.notices):
        return document
    return document.with_notices(
        tuple(
            _unconfirmed(n, n.claimed_at or n.due) if n.state is DeliveryState.SENDING else n
            for n in document.notices
        )
    )


def _unconfirmed(notice: Notice, since: datetime) -> Notice:
    """The notice, of which an attempt that nobody knows the end of was made at `since`."""
    if notice.queue.kind in UNSEARCHABLE:
        fields = _fields_of_doubt(notice, "interrupted", since)
        return replace(notice, **fields)  # type: ignore[arg-type]  # names of fields
    return replace(notice, state=DeliveryState.UNCONFIRMED)


def _fields_of_unconfirmed(notice: Notice, outcome: Unconfirmed, now: datetime) -> dict[str, object]:
    if notice.queue.kind in UNSEARCHABLE:
        return _fields_of_doubt(notice, outcome.error, now)
    return {"state": DeliveryState.UNCONFIRMED, "retry_at": now + outcome.wait, "error": outcome.error}


def _fields_of_doubt(notice: Notice, error: str, since: datetime) -> dict[str, object]:
    """What changes in a notice that left Slack, and of which nobody knows whether it arrived."""
    doubts = notice.doubts + 1
    if doubts >= MOST_DOUBTS:
        return {
            "state": DeliveryState.FAILED,
            "doubts": doubts,
            "error": f"may have arrived, is not sent again: {error}",
            "retry_at": None,
        }
    return {
        "state": DeliveryState.UNCONFIRMED,
        "doubts": doubts,
        "error": error,
        "retry_at": since + ANSWER_LIMIT,
    }


def _after_a_fault(notice: Notice) -> DeliveryState:
    """What was being posted may stand in Slack; what leaves Slack was not sent, or its sender would have said so."""
    if notice.state is DeliveryState.SENDING:
        searched = notice.queue.kind not in UNSEARCHABLE
        return DeliveryState.UNCONFIRMED if searched else DeliveryState.DUE
    return notice.state


def _mark_retry(document: D, notice: Notice, error: str, retry_at: datetime) -> D:
    """A failed attempt counts as one, whether or not it was claimed."""
    attempt = max(1, notice.attempt)
    return _changed(
        document, notice.key, state=DeliveryState.DUE, attempt=attempt, retry_at=retry_at, error=error
    )


def _fields_of_standing(outcome: StandingOutcome, now: datetime) -> dict[str, object]:
    """What changes in a notice whose message stands already."""
    match outcome:
        case Updated(revision):
            return {"posted_revision": revision, "retry_at": None}
        case UpdateDelayed(error, wait):
            return {"retry_at": now + wait, "error": error}
        case Deleted():
            return {
                "state": DeliveryState.DUE,
                "due": now,
                "ts": None,
                "posted_revision": 0,
                "retry_at": None,
            }
        case DuplicatesChecked(location):
            known = _at(location) | {"posted_revision": 0} if location else {}
            return {"duplicate_check_at": None} | known
        case DuplicateCheckDelayed(wait):
            return {"duplicate_check_at": now + wait}
        case Forgotten():
            return {"state": DeliveryState.REJECTED}


def _changed(document: D, key: NoticeKey, **fields: object) -> D:
    return document.with_notices(change(document.notices, key, **fields))


def _at(location: Location | None) -> dict[str, object]:
    return {"channel": location.channel, "ts": location.ts} if location else {"channel": None, "ts": None}
