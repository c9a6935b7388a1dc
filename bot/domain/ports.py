"""What the desk needs from the outside, in the desk's words. Everything that can wait for a disk is async."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week

Document = Call | Week
D = TypeVar("D", Call, Week)


class StaleVersionError(Exception):
    """Somebody wrote the document since it was read; read again and decide again."""


class StoreUnwritableError(Exception):
    """The write did not reach the disk, and the old document stands; or a database is out of reach, even to be read."""


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that has something to say at `at` (aware UTC)."""

    id: str
    at: datetime


class Records(Protocol[D]):
    """Documents of one kind. A write is durable when it returns."""

    async def get(self, id: str) -> D | None:
        """The document as last written, wherever it is kept; None when there is none."""

    async def replace(self, document: D, expected: int) -> D:
        """Writes it if the stored version is still `expected`; returns it with the next version.

        Raises:
            StaleVersionError: it is not.
            StoreUnwritableError: the disk refused; nothing changed.
        """

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """Which documents have something to say before that instant, soonest first."""


class Calls(Records[Call], Protocol):
    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        """Allots the year's next number (`2026-0042`), makes the call with it and writes both at once.

        Returns the call, and whether it is new: the call of an `origin` that is known is returned as it stands.
        Numbers have no gaps: one whose `make` or write fails is allotted again.
        """

    async def open_calls(self) -> list[Call]:
        """All calls not closed, oldest first."""

    async def undecided(self) -> list[Call]:
        """Calls whose need awaits the account manager's decision, open or closed, oldest first."""

    def every(self) -> AsyncIterator[Call]:
        """All calls there have ever been, in no order; what is written meanwhile may be seen or not."""

    async def recent(self, by: str, client: str, since: datetime) -> list[Call]:
        """Calls opened by a person for a client's code since then, newest first, open or closed."""

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """The call whose card this message is; None for a thread that is not a call's."""

    async def stats(self, client: str | None = None) -> Sequence[CallStats]:
        """A row per closed call, oldest closing first; of one client when its code is given."""

    async def archive(self, now: datetime) -> int:
        """Moves the calls that may retire to the file of their closing month; returns how many."""


class Weeks(Records[Week], Protocol):
    async def add(self, week: Week) -> Week:
        """Inserts the week if there is none for its Monday; returns the one that stands."""

    async def ledger(self) -> list[Week]:
        """All announced weeks, oldest first."""

    async def every(self) -> list[Week]:
        """All weeks of which anything is known, oldest first."""

    async def of(self, monday: date) -> Week | None: ...


class Clients(Protocol):
    async def directory(self) -> Directory: ...

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        """Reads, decides, writes; durable when it returns."""


class Leases(Protocol):
    """Who speaks for a document, where several bots share a store. A lease that is not renewed runs out by itself."""

    async def hold(self, id: str, seconds: float, /) -> bool:
        """Takes or renews it for that long from now, by the store's own clock; False while another bot has it."""

    async def release(self, id: str, /) -> None:
        """Lets another bot have it at once."""


@dataclass(frozen=True, slots=True)
class UserProfile:
    """Someone in Slack. `zone` is an IANA name; a guest is a restricted or foreign account."""

    id: str
    name: str
    email: str | None
    zone: str
    gone: bool = False
    guest: bool = False
    bot: bool = False


class People(Protocol):
    async def person(self, id: str) -> UserProfile | None:
        """None when Slack does not know them."""

    async def find(self, reference: str) -> str | None:
        """The Slack id of an id or an e-mail address; None when nobody has that address."""


class Membership(Protocol):
    def includes(self, person: str) -> bool | None:
        """Whether the person is in one of the bot's channels; None when that cannot be told now."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""


class Alarms(Protocol):
    def arm(self, id: str, at: datetime) -> None:
        """Rings for the document at that instant, once; arming again moves it. At once when it is past."""


class CardLinks(Protocol):
    """Where cards are announced as they are posted."""

    async def wait_for_link(self, number: str, seconds: float, /) -> str | None:
        """The link of the call's card as soon as it is posted; None where it is not within so many seconds."""


class Notifier(Protocol):
    """Told after a document was written: what is due may be said."""

    def notify(self, document: Document) -> None: ...
