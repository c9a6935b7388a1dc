"""What every adapter offers: the three kinds of documents, and an end."""

from typing import Protocol

from bot.domain.ports import Calls, Clients, Weeks


class Store(Protocol):
    @property
    def calls(self) -> Calls: ...

    @property
    def weeks(self) -> Weeks: ...

    @property
    def clients(self) -> Clients: ...

    async def close(self) -> None:
        """What was acknowledged is durable; nothing may be written afterwards."""
