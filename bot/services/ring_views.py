"""What the message about a ringing telephone shows: who calls, and what a technician wants to know at once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import Ring
from bot.domain.telephony.rings import ring_of


@dataclass(frozen=True, kw_only=True, slots=True)
class RingView:
    """A ring as one person reads it.

    Attributes:
        ring: what the exchange has told of it.
        reader: who reads it, a Slack id.
        clients: the clients with this number; empty for an unknown or anonymous one.
        contact: who calls from this number, as far as the directory names one person.
        minutes_left: what the one client's contract still grants; None without a limit or a contract.
        open_calls: how many calls of the one client are open, with the number of the newest.
        newest: the number of the newest open call; None without one.
        newest_link: the address of its card; None before it is posted.
        answered_by: the name of who answered; None where it is not known, or nobody did.
        now: aware UTC.
    """

    ring: Ring
    reader: str
    clients: tuple[Client, ...]
    contact: str | None
    minutes_left: int | None
    open_calls: int
    newest: str | None
    newest_link: str | None
    answered_by: str | None
    now: datetime

    @property
    def client(self) -> Client | None:
        """The one client that calls; None for nobody's number, and for several clients'."""
        return self.clients[0] if len(self.clients) == 1 else None

    @property
    def is_theirs(self) -> bool:
        """Whether the reader has the call: nobody else in Slack has answered it."""
        return self.ring.handler == self.reader


def noticed_ring(week: Week, notice: Notice | None) -> Ring | None:
    """The ring that a notice is about; None for other notices, and for a ring that the week holds no more."""
    n = notice.facts.get("ring") if notice else None
    return ring_of(week, int(n)) if n else None


def clients_of(ring: Ring, directory: Directory) -> tuple[Client, ...]:
    """The clients with the caller's number."""
    return directory.by_phone(ring.number) if ring.number else ()
