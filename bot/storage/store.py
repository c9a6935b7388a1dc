"""What every adapter offers: the three kinds of documents, who may speak for them, and an end."""

from typing import Protocol

from bot.domain.ports import Calls, Clients, Leases, Weeks


class Store(Protocol):
    @property
    def calls(self) -> Calls: ...

    @property
    def weeks(self) -> Weeks: ...

    @property
    def clients(self) -> Clients: ...

    @property
    def leases(self) -> Leases: ...

    async def probe(self) -> None:
        """Writes something that does not matter.

        Raises:
            StoreUnwritableError: nothing can be written now.
        """

    async def close(self) -> None:
        """What was acknowledged is durable; nothing may be written afterwards."""
