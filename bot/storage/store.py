"""What every store offers."""

from typing import Protocol

from bot.domain.ports import Calls, Clients, Leases, RosterStore, Weeks


class Store(Protocol):
    """The ports that a store implements.

    Attributes:
        calls: the calls.
        weeks: the weeks of the rota.
        clients: the client directory.
        leases: of documents, among the bots that share the store.
        roster: who is who in Slack.
    """

    @property
    def calls(self) -> Calls: ...

    @property
    def weeks(self) -> Weeks: ...

    @property
    def clients(self) -> Clients: ...

    @property
    def leases(self) -> Leases: ...

    @property
    def roster(self) -> RosterStore: ...

    async def last_number(self) -> str | None:
        """Returns the highest number of the latest year in which one was given or reserved; None if none was."""

    async def reserve_number(self, number: str) -> None:
        """Makes new numbers of its year higher than this one, durably.

        Raises:
            StoreUnwritableError: the disk or the database refuses; nothing changed.
        """

    async def probe(self) -> None:
        """Tries whether the store can be written to, and changes no document.

        Raises:
            StoreUnwritableError: it cannot.
        """

    async def close(self) -> None:
        """Ends the use of the store: what was written is durable, and nothing may be written afterwards."""
