"""What people did to a call, as the call remembers it: who, when, what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.triage import Imputation

CLOCK = ""

SAME_CLICK = timedelta(seconds=60)
"""The same person asking for the same thing again this soon is one click too many."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something, and when (aware UTC); `by` is CLOCK where time did it."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The client as it was when the call was opened or last edited."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Whether the client was told, before the work, that it is invoiced (seed 5.2.2)."""

    accepted: bool
    act: Act


class Choice(StrEnum):
    """What the account manager decides about a need (seed 5.1.3, 5.2.3)."""

    INCLUDED = "included"
    SUPPLEMENT = "supplement"
    CALLED_BACK = "called_back"
    QUOTE_SENT = "quote_sent"


@dataclass(frozen=True, slots=True)
class Decision:
    choice: Choice
    act: Act


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote in the thread, as written; `ts` is the message's."""

    ts: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The client tests and calls back: no deadline before `until`."""

    until: datetime
    reason: str
    act: Act


class Ending(StrEnum):
    REPORTED = "reported"
    REFUSED = "refused"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The compte rendu, frozen when the call is closed (seed 5). Minutes are whole; `level` is who solved it."""

    version: int
    act: Act
    client: Caller
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
    visit: int
