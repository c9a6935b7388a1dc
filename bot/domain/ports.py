"""The ports: what the services need from the outside. A method that may wait for a disk or a network is async."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.calls.call import Call
from bot.domain.calls.closed_texts import ClosedText
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

    def last_seen(self, id: str, /) -> D | None:
        """The document as this bot last read or wrote it, where that is known: another may have written it since."""

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

    async def open_calls(self, client: str | None = None) -> list[Call]:
        """The calls that are not closed, oldest first; of the client with this code only, if one is given."""

    async def undecided(self) -> list[Call]:
        """The calls, open or closed, whose need awaits the account manager's decision, oldest first."""

    async def awaiting_correction(self) -> list[Call]:
        """The calls, open or closed, of which a correction is asked for and not delivered, oldest first."""

    def every(self) -> AsyncIterator[Call]:
        """All calls, archived ones included, in no order; a write during the iteration may be seen or not."""

    async def recent(self, by: str, client: str, since: datetime, request: str | None = None) -> list[Call]:
        """The calls, open or closed, that a person opened for a client's code since then, newest first.

        With this very request only, if one is given.
        """

    async def opened_by(self, person: str, limit: int) -> list[Call]:
        """The calls, open or closed, that a person (Slack id) opened last, newest first, at most `limit`."""

    async def by_card(self, channel: str, ts: str) -> Call | None:
        """The call whose card this message is; None when it is no card."""

    async def stats(
        self, client: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """A row per closed call, earliest closed first.

        Of the client with this code only, closed at `since` or later and before `until` (aware), if they are given.
        """

    async def assistance_minutes(self, client: str, since: date | None = None) -> int:
        """Whole minutes booked as assistance in the closed calls of the client with this code.

        Of those opened on the day `since` (UTC) or later, if one is given. The store keeps the sum: it is not added
        up each time.
        """

    async def changed_elsewhere(self) -> list[Call]:
        """The calls with a report that other bots on this store may have written since this was last asked.

        The first answer may be empty: it begins where the bot began.
        """

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
        guest: whether the account is restricted.
        bot: whether it is an application.
        team: the Slack id of the person's own workspace; empty where Slack does not say.
        enterprise: the Slack id of that workspace's enterprise (Enterprise Grid); None where it has none.
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
    team: str = ""
    enterprise: str | None = None
    phone: str | None = None
    full_name: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleRoster:
    """Who is who, as Slack said last; kept so that a start while Slack is slow knows people.

    Attributes:
        people: profiles by Slack id.
        channels: the Slack ids of the members of each of the bot's channels, in order; without a channel that Slack
            never told.
    """

    people: Mapping[str, UserProfile] = field(default_factory=dict)
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class RosterStore(Protocol):
    """The store of the roster: a copy of what Slack says, which may be lost."""

    async def roster(self) -> PeopleRoster:
        """The roster as last written; empty at first, and where the stored one cannot be understood.

        Raises:
            StoreUnwritableError: the database is unreachable.
        """

    async def save_roster(self, roster: PeopleRoster) -> None:
        """Writes the roster in the place of the last one.

        Raises:
            StoreUnwritableError: the disk or the database refused; nothing changed.
        """


class People(Protocol):
    """The people of the workspace. A profile is asked from Slack once, and kept."""

    @property
    def profiles(self) -> Mapping[str, UserProfile]:
        """Everybody who is known so far, by Slack id: the people of the channels, and whoever was asked for."""

    async def person(self, id: str) -> UserProfile | None:
        """The profile of a Slack id; None when Slack does not know it, or does not answer."""

    async def find(self, reference: str) -> str | None:
        """The Slack id of a Slack id or an e-mail address; None when nobody has it, or Slack does not answer."""


class PlaceNames(Protocol):
    """Names of channels and user groups. A name is asked from Slack once, and kept."""

    async def channel(self, id: str) -> str | None:
        """The name of a channel without `#`; None when Slack does not tell."""

    async def group(self, id: str) -> str | None:
        """The handle of a user group without `@`; None when Slack does not tell."""


class Membership(Protocol):
    """Who is in the bot's channels."""

    def includes(self, person: str) -> bool | None:
        """Whether the person with this Slack id is in one of them; None while that is not known."""

    def in_channel(self, channel: str, person: str) -> bool | None:
        """Whether the person is in this one of them; None while that is not known."""


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, aware UTC."""


class Alarms(Protocol):
    """Alarms by id. They do not survive the process."""

    def arm(self, id: str, at: datetime) -> None:
        """Sets the alarm with this id to that instant (aware), in place of an earlier one; at once when it is past."""


class CardAttempts(Protocol):
    """Begins to deliver new cards."""

    def begin(self, call: Call, /) -> Call:
        """The new call, which is not stored yet, with its card being sent where that can be done at once."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchQuery:
    """What is looked for among the closed calls.

    Attributes:
        words: as typed; empty where the filters say it all.
        client: a client's code; None for every client.
        since: closed at that instant or later (aware); None for all.
        level: the level that solved it, 1 or 2; None for both.
    """

    words: str
    client: str | None = None
    since: datetime | None = None
    level: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RememberedCall:
    """A closed call as the search knows it.

    Attributes:
        number: the call's.
        closed_at: aware UTC, in whole seconds.
        text: what was written.
        served: in how many other closed calls its recipe was of use.
    """

    number: str
    closed_at: datetime
    text: ClosedText
    served: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchResult:
    """What a search found.

    Attributes:
        hits: at most eight: those with all the words first, among them those with a recipe, then the best.
        nearest: where nothing was found, words of closed calls that are spelt nearly like those typed.
        complete: whether the index holds every closed call by now.
    """

    hits: tuple[RememberedCall, ...]
    nearest: tuple[str, ...] = ()
    complete: bool = True


class CallSearch(Protocol):
    """The closed calls by their words and by their dates. What was put is found by the next question."""

    @property
    def complete(self) -> bool:
        """Whether it holds every closed call by now."""

    async def put(self, calls: Sequence[Call]) -> None:
        """Adds or replaces these calls; forgets those that are open again, and the text of those that were redacted."""

    def mark_complete(self) -> None:
        """From now on it holds every closed call."""

    async def search(self, query: SearchQuery) -> SearchResult:
        """The closed calls that are most like these words; without words, the last ones closed."""

    async def remembered(self, numbers: Sequence[str]) -> list[RememberedCall]:
        """The closed calls with these numbers, in their order; those without a text are left out."""

    async def close_to(self, request: str, client: str, same_version: frozenset[str]) -> list[str]:
        """The numbers of at most three closed calls really close to a demand, recipes first; see `likeness`.

        Args:
            request: the demand.
            client: the code of the client who asks.
            same_version: the codes of the clients with the same version of LINA.
        """

    async def likeness(self, request: str, other: str) -> float:
        """How alike two demands are, from 0 to 1; see the module `likeness`."""

    async def subjects(
        self, since: datetime, until: datetime, client: str | None = None
    ) -> list[tuple[str, int]]:
        """The words that most demands of the calls closed from `since` to before `until` share.

        With the number of calls that each is in, most first; at most five.
        """
