"""The ports: what the services need from the outside. A method that may wait for a disk or a network is async."""

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
    """Another writer changed the document since it was read: read it and decide again."""


class StoreUnwritableError(Exception):
    """The write did not reach the disk, and the old document stands; or a database is unreachable, even for reading."""


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document with a notice to deliver.

    Attributes:
        id: a call's number or a week's id.
        at: when its next notice is due (aware UTC).
    """

    id: str
    at: datetime


class Records(Protocol[D]):
    """The store of one kind of document. A write is durable when it returns.

    Any method of a store in a database raises `StoreUnwritableError` when the database is unreachable.
    """

    async def get(self, id: str) -> D | None:
        """The document as last written; None when there is none."""

    async def replace(self, document: D, expected: int) -> D:
        """Writes the document if the stored version is `expected`; returns it with the next version.

        Raises:
            StaleVersionError: the stored version is another one.
            StoreUnwritableError: the disk or the database refused; nothing changed.
        """

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """The documents with a notice due before that instant (aware), soonest first."""


class Calls(Records[Call], Protocol):
    """The store of calls."""

    async def open(self, origin: str, year: int, make: Callable[[str], Call]) -> tuple[Call, bool]:
        """Reserves the year's next number (`2026-0042`), makes the call with it and writes both at once.

        Returns the call, and whether it is new: where a call of this `origin` exists, that one is returned as it is.
        Numbers have no gaps: one whose `make` or write fails is used for the next call.

        Raises:
            StoreUnwritableError: the disk or the database refused; nothing changed.
        """

    async def open_calls(self) -> list[Call]:
        """The calls that are not closed, oldest first."""

    async def undecided(self) -> list[Call]:
        """The calls, open or closed, whose need awaits the account manager's decision, oldest first."""

    def every(self) -> AsyncIterator[Call]:
        """All calls, archived ones included, in no order; a write during the iteration may be seen or not."""

    async def recent(self, by: str, client: str, since: datetime) -> list[Call]:
        """The calls, open or closed, that a person opened for a client's code since then, newest first."""

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """The call whose card this message is; None when it is no card."""

    async def stats(self, client: str | None = None) -> Sequence[CallStats]:
        """A row per closed call, earliest closed first; of the client with this code only, if one is given."""

    async def archive(self, now: datetime) -> int:
        """Moves the calls that will not change any more to the archive of their closing month; returns how many."""


class Weeks(Records[Week], Protocol):
    """The store of the rota's weeks."""

    async def add(self, week: Week) -> Week:
        """Writes the week if there is none for its Monday; returns the one that is stored.

        Raises:
            StoreUnwritableError: the disk or the database refused; nothing changed.
        """

    async def ledger(self) -> list[Week]:
        """The announced weeks, oldest first."""

    async def every(self) -> list[Week]:
        """All weeks, announced or not, oldest first."""

    async def of(self, monday: date) -> Week | None:
        """The week that begins with that Monday; None when there is none."""


class Clients(Protocol):
    """The store of the client directory."""

    async def directory(self) -> Directory:
        """The directory as last written; empty at first."""

    async def change(self, rule: Callable[[Directory], Directory]) -> Directory:
        """Applies a rule to the directory and writes the result durably; returns it as it was written.

        The rule may be applied again, when another bot on the same store was quicker. Whatever it raises is raised,
        and nothing changes.

        Raises:
            StoreUnwritableError: the disk or the database refused; nothing changed.
        """


class Leases(Protocol):
    """Which bot delivers the notices of a document, where several share a store.

    A lease expires by itself when it is not renewed.
    """

    async def hold(self, id: str, seconds: float, /) -> bool:
        """Takes or renews the lease for that long, by the store's clock; False while another bot holds it."""

    async def release(self, id: str, /) -> None:
        """Gives up the lease: another bot may take it at once."""


@dataclass(frozen=True, slots=True)
class UserProfile:
    """A person in Slack (https://api.slack.com/types/user).

    Attributes:
        id: the Slack id.
        name: the display name, else the real name.
        email: None when Slack does not say.
        zone: an IANA name, such as `Europe/Paris`.
        gone: whether the account is deactivated.
        guest: whether the account is restricted, or of another workspace.
        bot: whether it is an application.
        phone: as the profile writes it; None when it has none.
        full_name: the real name; None when Slack does not say.
    """

    id: str
    name: str
    email: str | None
    zone: str
    gone: bool = False
    guest: bool = False
    bot: bool = False
    phone: str | None = None
    full_name: str | None = None


class People(Protocol):
    """The people of the workspace. A profile is asked from Slack once, and kept."""

    async def person(self, id: str) -> UserProfile | None:
        """The profile of a Slack id; None when Slack does not know it, or does not answer."""

    async def find(self, reference: str) -> str | None:
        """The Slack id of a Slack id or an e-mail address; None when nobody has it, or Slack does not answer."""


class Membership(Protocol):
    """Who is in the bot's channels."""

    def includes(self, person: str) -> bool | None:
        """Whether the person with this Slack id is in one of them; None while that is not known."""


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, aware UTC."""


class Alarms(Protocol):
    """Alarms by id. They do not survive the process."""

    def arm(self, id: str, at: datetime) -> None:
        """Sets the alarm with this id to that instant (aware), in place of an earlier one; at once when it is past."""


class CardLinks(Protocol):
    """Where cards are announced as they are posted."""

    async def wait_for_link(self, number: str, seconds: float, /) -> str | None:
        """The link of the call's card as soon as it is posted; None where it is not within so many seconds."""


class Notifier(Protocol):
    """Is told that a document was written, so that its due notices are delivered."""

    def notify(self, document: Document, /) -> None:
        """The document was written. Returns at once, and raises nothing."""


class CallNotifier(Protocol):
    """A `Notifier` for calls alone."""

    def notify(self, call: Call, /) -> None:
        """The call was written. Returns at once, and raises nothing."""
