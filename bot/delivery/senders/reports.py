"""Comptes rendus that leave Slack, by mail or to a tool, each with a key that shows a repetition.

What a server may have taken is handed over once more at most; what it certainly has not, until it does.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.delivery.retry import DeliveryError, FailureKind
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Location, Notice, ToolReceipt
from bot.domain.outbox.transitions import ANSWER_LIMIT
from bot.domain.ports import Document
from bot.domain.rota.week import Week
from bot.services.queries import QueryService
from bot.services.view_models import CallView

TIME_LIMIT = 15.0
"""Seconds until a server is reached and has agreed to take what it is sent."""

ANSWER_SECONDS = ANSWER_LIMIT.total_seconds()
"""Seconds that a server may take to answer what it was sent."""

UNCONFIGURED = timedelta(minutes=15)

AT_ONCE = 4
"""Deliveries at the same time: a server that comes back is not met by all that waited for it."""


class ReportTransport(Protocol):
    """How a compte rendu is handed to a server."""

    async def deliver(self, view: CallView, notice: Notice, /) -> ToolReceipt | None:
        """Hands over the compte rendu of the notice; returns what a tool answered that took it.

        Raises:
            DeliveryError: it has to be tried again, or was refused; ambiguous once the server may have taken it.
        """


class Unconfigured:
    """In the place of a transport that was configured once: its notices wait until there is one again."""

    async def deliver(self, _view: CallView, notice: Notice) -> None:
        words = f"[{notice.queue.kind}] is not configured any more"
        raise DeliveryError(FailureKind.RETRYABLE, words, UNCONFIGURED)


@dataclass(kw_only=True)
class ReportSender:
    """The sender of one transport."""

    transport: ReportTransport
    queries: QueryService
    searchable: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def target(self, notice: Notice) -> str:
        """The recipient; a mail's address is resolved when it is written."""
        return notice.to

    @asynccontextmanager
    async def turn(self, _target: str, *, update: bool = False) -> AsyncIterator[None]:  # noqa: ARG002  # never updated
        async with self._slots:
            yield

    async def send(
        self, document: Document, notice: Notice, _target: str, _standing: Location | None = None
    ) -> ToolReceipt | None:
        return await document.accept(self, notice)

    async def call(self, call: Call, notice: Notice) -> ToolReceipt | None:
        return await self.transport.deliver(await self.queries.call(call, notice), notice)

    async def week(self, _week: Week, notice: Notice) -> ToolReceipt | None:
        raise DeliveryError(FailureKind.PERMANENT, f"no {notice.kind} leaves Slack")
