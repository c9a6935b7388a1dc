"""Senders: one for each kind of queue, all behind one protocol, so that the dispatcher knows no Slack and no mail."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.domain.outbox.notice import Location, Notice, ToolReceipt
from bot.domain.ports import Document


class Sender(Protocol):
    """Delivers the notices of some kinds of queues.

    Attributes:
        searchable: whether what it delivers is a message that stands in Slack: it can be looked for after an
            attempt whose end is unknown, and updated in place.
    """

    searchable: bool

    async def target(self, notice: Notice, /) -> str:
        """Where the notice goes: a channel, an address, a tool.

        Raises:
            DeliveryError: the recipient cannot be resolved.
        """

    def turn(self, target: str, /, *, update: bool = False) -> AbstractAsyncContextManager[None]:
        """Waits until one more delivery there is allowed (the rate limiter); the delivery is made within."""

    async def send(
        self, document: Document, notice: Notice, target: str, /, standing: Location | None = None
    ) -> Location | ToolReceipt | None:
        """Delivers the notice; where its message stands already, at `standing`, it is updated.

        Returns where the message stands now, or what a tool answered that took it; None for what is neither.

        Raises:
            DeliveryError: with what is known about the attempt.
        """
