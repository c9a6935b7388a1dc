"""Call: one document that says who called, who has it, how it was sorted, and what is still to be said about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.acts import Act, Caller, Decision, Ending, Hold, Invoicing, Note, Report
from bot.domain.notice import LIVING, Notice, Notices, What
from bot.domain.notices import latest, posted, redraw
from bot.domain.triage import Imputation, Trail


class State(StrEnum):
    """Who has the call (seed 5.3)."""

    LEVEL1 = "level1"
    WAITING = "waiting"
    LEVEL2 = "level2"
    HANDED = "handed"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """`origin` names the form or command it came from and is unique; a `visit` starts with each (re)opening.

    `owner` has the call now, `level1` had it last at level 1, `level2` took it. `deadline` is when level 2 is
    called, kept while the call is handed over; None once it was reopened.
    """

    number: str
    origin: str
    opened: Act
    client: Caller
    request: str
    owner: str
    level1: str
    schema: int = 1
    version: int = 0
    state: State = State.LEVEL1
    visit: int = 1
    reopened: Act | None = None
    level2: str | None = None
    previous_owner: str | None = None
    on_duty: str | None = None
    contact: str | None = None
    phone: str | None = None
    source: str | None = None
    deadline: datetime | None = None
    transferred: Act | None = None
    taken: Act | None = None
    triage: Trail = ()
    imputation: Imputation | None = None
    need: str | None = None
    account_manager: str | None = None
    invoicing: Invoicing | None = None
    decision: Decision | None = None
    hold: Hold | None = None
    notes: tuple[Note, ...] = ()
    reports: tuple[Report, ...] = ()
    closed: Act | None = None
    ending: Ending | None = None
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
        return posted(self.notices, What.CARD)

    @property
    def nature(self) -> str | None:
        """The triage's label of what the client wanted: bug, help, evolution…"""
        return next((a.answer for a in self.triage if a.node in {"during", "after"}), None)

    def held(self, now: datetime) -> bool:
        return self.hold is not None and now < self.hold.until and self.is_open

    def say(  # the parts of a notice are what they are
        self,
        what: What,
        *,
        lane: str,
        to: str,
        due: datetime,
        **facts: str | int | bool | None,
    ) -> Self:
        """Promises one more notice, keyed within this visit."""
        stem = f"{self.number}/{self.visit}/{what}"
        n = 1 + sum(notice.key.startswith(f"{stem}/") for notice in self.notices)
        notice = Notice(key=f"{stem}/{n}", what=what, lane=lane, to=to, due=due, facts=facts)
        return replace(self, notices=(*self.notices, notice))

    def line(self, event: str, act: Act, **facts: str | int | bool | None) -> Self:
        """One event, one line in the thread."""
        to = self.notices[0].to
        return self.say(What.LINE, lane="thread", to=to, due=act.at, event=event, by=act.by, **facts)

    def redrawn(self) -> Self:
        """Every standing message with buttons is to show what is true now.

        Told triage lines stay as they are, and the question about a client does not change with the call.
        """
        return replace(self, notices=redraw(self.notices, LIVING - {What.TRIAGE, What.COMPLETE}))

    def newest(self, what: What) -> Notice | None:
        return latest(self.notices, what)
