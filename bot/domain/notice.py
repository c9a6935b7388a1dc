"""Notice: what must be said, to whom, from when, in which lane, and how far it got.

A document (a call, a week) carries its notices, so that writing the document is also promising to say them. Every
function here is pure: it takes the notices and returns the next ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

type_fact = str | int | bool | None
Facts = Mapping[str, type_fact]


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


def lane_kind(lane: str) -> str:
    """`mail` of the lane `mail:camille@example.fr`."""
    return lane.partition(":")[0]


def find(notices: Notices, key: str) -> Notice | None:
    return next((notice for notice in notices if notice.key == key), None)


def latest(notices: Notices, what: What) -> Notice | None:
    """The newest notice of this kind that is not cancelled."""
    return next((n for n in reversed(notices) if n.what is what and n.state is not Progress.CANCELLED), None)


def posted(notices: Notices, what: What) -> Notice | None:
    """The newest notice of this kind that stands in a channel."""
    return next((n for n in reversed(notices) if n.what is what and n.state is Progress.SENT), None)


def parent(notices: Notices, notice: Notice) -> Notice | None:
    """The posted message whose thread this notice belongs to; None where it has none or it is not posted yet."""
    above = UNDER.get(notice.what)
    return posted(notices, above) if above else None


def ready(notices: Notices, now: datetime) -> Notices:
    """The next notice of each lane that may be said at `now`, and the living ones to redraw.

    Within a lane the order is the promise's: an earlier one that is due holds the later ones back; one that is due
    in an hour holds nothing.
    """
    heads: dict[str, Notice] = {}
    for notice in sorted(notices, key=lambda n: n.due):
        pending = notice.state in PENDING and notice.due <= now
        if pending or notice.stale or notice.may_stand_twice(now):
            heads.setdefault(notice.lane, notice)
    return tuple(n for n in heads.values() if n.ready_at <= now and _has_its_thread(notices, n))


def _has_its_thread(notices: Notices, notice: Notice) -> bool:
    return notice.what not in UNDER or parent(notices, notice) is not None


def next_at(notices: Notices) -> datetime | None:
    """When the document next has something to say; None when all is said."""
    return min((at for n in notices if (at := n.wakes_at)), default=None)


def change(notices: Notices, key: str, **fields: object) -> Notices:
    return tuple(replace(n, **fields) if n.key == key else n for n in notices)  # type: ignore[arg-type]  # names of fields


def claim(
    notices: Notices, key: str, now: datetime, late: Late | None, look_again: datetime | None = None
) -> Notices:
    """Due → sending: from here on, only this attempt may post it."""
    return tuple(
        replace(
            n,
            state=Progress.SENDING,
            attempt=n.attempt + 1,
            since=now,
            late=n.late or late,
            look_again=look_again or n.look_again,
        )
        if n.key == key
        else n
        for n in notices
    )


def cancel(notices: Notices, whats: Iterable[What]) -> Notices:
    """Takes back what is not yet being said."""
    doomed = frozenset(whats)
    return tuple(
        replace(n, state=Progress.CANCELLED) if n.what in doomed and n.state is Progress.DUE else n
        for n in notices
    )


def postpone(notices: Notices, whats: Iterable[What], until: datetime) -> Notices:
    """Moves the due ones to `until` at the earliest."""
    held = frozenset(whats)
    return tuple(
        replace(n, due=max(n.due, until)) if n.what in held and n.state is Progress.DUE else n
        for n in notices
    )


def redraw(notices: Notices, whats: Iterable[What] = LIVING) -> Notices:
    """Asks the living ones of these kinds to show what is true now."""
    shown_again = frozenset(whats) & LIVING
    return tuple(
        replace(n, face=n.face + 1) if n.what in shown_again and n.state is not Progress.CANCELLED else n
        for n in notices
    )


BACKOFF = (1, 2, 5, 10, 30, 60)
"""Seconds before the next try, by attempt; the last one repeats. Nothing is ever given up silently."""


def backoff(attempt: int, spread: float = 0.0) -> timedelta:
    """Sooner by up to half of it, as `spread` goes from 0 to 1: what failed together is not tried together."""
    return timedelta(seconds=BACKOFF[min(attempt, len(BACKOFF)) - 1]) * (1 - spread / 2)
