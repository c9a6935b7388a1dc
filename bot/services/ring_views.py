"""What the message about a ringing telephone shows: who calls, and what a technician wants to know at once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.clients.client import Client
from bot.domain.outbox.notice import Notice
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import Ring
from bot.domain.telephony.rings import ring_of
from bot.services.callers import KnownCaller


@dataclass(frozen=True, kw_only=True, slots=True)
class RingView:
    """A ring as one person reads it.

    Attributes:
        ring: what the exchange has told of it.
        reference: names it in the buttons.
        reader: who reads it, a Slack id.
        caller: who calls.
        minutes_left: what the one client's contract still grants; None without a limit or a contract.
        open_calls: how many calls of the one client are open, with the number of the newest.
        newest: the number of the newest open call; None without one.
        newest_link: the address of its card; None before it is posted.
        opened_link: the address of the card of the call that was opened from it; None before it is posted.
        answered_by: the name of who answered; None where it is not known, or nobody did.
        now: aware UTC.
    """

    ring: Ring
    reference: str
    reader: str
    caller: KnownCaller
    minutes_left: int | None
    open_calls: int
    newest: str | None
    newest_link: str | None
    opened_link: str | None
    answered_by: str | None
    now: datetime

    @property
    def client(self) -> Client | None:
        """The one client that calls; None for nobody's number, and for several clients'."""
        return self.caller.client

    @property
    def is_theirs(self) -> bool:
        """Whether the reader has the call: nobody else in Slack has answered it."""
        return self.ring.handler == self.reader

    @property
    def may_open(self) -> bool:
        """Whether the reader is offered to open a call from it."""
        if not self.is_theirs or self.ring.opened or self.ring.missed:
            return False
        until = self.ring.enter_until
        return until is None or self.now < until


def noticed_ring(week: Week, notice: Notice | None) -> Ring | None:
    """The ring that a notice is about; None for other notices, and for a ring that the week holds no more."""
    n = notice.facts.get("ring") if notice else None
    return ring_of(week, int(n)) if n else None
