"""Ring: one call that the telephone exchange tells of, from the first ring to the hang-up (surface 10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ENTERED_WITHIN = timedelta(hours=1)
"""After the hang-up of an answered call: how long the button to open it stays, before it is offered once more."""

LATE = timedelta(seconds=2)
"""How long an answer that comes after its hang-up is waited for, before the call is taken as missed."""

KEPT = timedelta(hours=24)
"""How long a ring that is over is kept, so that its late or repeated events are recognised."""


class PhoneEventKind(StrEnum):
    """What exchanges tell, in the words of Zammad's and sipgate's interfaces (slack-facts 11)."""

    NEW_CALL = "newCall"
    ANSWER = "answer"
    HANGUP = "hangup"


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneEvent:
    """One event of the exchange.

    Attributes:
        kind: what happened.
        call_id: the exchange's own name of the call.
        number: the caller's, E.164; None for an anonymous caller.
        at: when it was received, aware UTC.
        names: who answered, as the exchange writes it; empty when it does not say.
        answering: the number of the telephone that answered, E.164; None where it is not said.
    """

    kind: PhoneEventKind
    call_id: str
    number: str | None
    at: datetime
    names: tuple[str, ...] = ()
    answering: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """What is known of one call of the exchange. Instants are aware UTC.

    Attributes:
        n: counts the rings of the week that holds it, from 1.
        call_id: the exchange's own name of the call.
        number: the caller's, E.164; None for an anonymous caller.
        started: when its first event was received.
        to: the week's technician when it began; None when there was none.
        answered: when it was answered; None before, or if it never was.
        names: who answered, as the exchange writes it; empty where it does not say.
        answering: the number of the telephone that answered, E.164; None where it is not said.
        sought: whether who answered was looked for in Slack.
        by: who answered, a Slack id; None before that, and where Slack knows nobody of that name or number.
        ended: when somebody hung up; None while it lasts.
        opened: the number of the call that was opened from it, or of its missed call's card; None without one.
    """

    n: int
    call_id: str
    number: str | None
    started: datetime
    to: str | None
    answered: datetime | None = None
    names: tuple[str, ...] = ()
    answering: str | None = None
    sought: bool = False
    by: str | None = None
    ended: datetime | None = None
    opened: str | None = None

    @property
    def missed(self) -> bool:
        """Whether it ended without an answer."""
        return self.ended is not None and self.answered is None

    @property
    def handler(self) -> str | None:
        """Who has it: who answered, else the week's technician; None for nobody in Slack."""
        if self.answered is None:
            return self.to
        return self.by or self.to

    @property
    def enter_until(self) -> datetime | None:
        """Until when its message offers to open a call; None while it lasts."""
        return self.ended + ENTERED_WITHIN if self.ended else None

    @property
    def missed_at(self) -> datetime | None:
        """From when on it is taken as missed; None where it is not."""
        return self.ended + LATE if self.ended and self.answered is None else None

    def is_forgotten(self, now: datetime) -> bool:
        """Whether nothing of it is needed any more."""
        return (self.ended or self.started) + KEPT < now
