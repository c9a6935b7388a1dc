"""What leaves for elsewhere than Slack: a notice carried by mail or to a tool, at least once, and how it went.

Its key goes with it, so that whoever gets it twice can tell.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from bot.delivery.leases import DocumentLeases
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice
from bot.domain.outbox.notices import queue_kind
from bot.domain.outbox.transitions import Location
from bot.domain.ports import Document
from bot.services.outbox import Outbox
from bot.services.queries import QueryService
from bot.services.view_models import CallView

log = structlog.get_logger(__name__)

TIME_LIMIT = 15.0
"""Seconds for one to be carried: a lease has this much left when it starts."""

UNCONFIGURED = timedelta(minutes=15)

AT_ONCE = 4
"""Carried at the same time: a server that comes back is not met by all that waited for it."""


@dataclass(eq=False)
class NotDelivered(Exception):  # noqa: N818  # the word of the trade: how carrying failed
    """Nothing arrived, or nobody knows. Tried again, after `wait` where one is given, but for what is `refused`."""

    error: str
    wait: timedelta | None = None
    refused: bool = False

    def __post_init__(self) -> None:
        super().__init__(self.error)


class OutgoingSender(Protocol):
    async def carry(self, view: CallView) -> None:
        """Carries the page's notice.

        Raises:
            NotCarried: it has to be tried again, or was refused.
        """


class Unconfigured:
    """Stands where a carrier was configured once: what was promised waits until there is one again."""

    async def carry(self, view: CallView) -> None:
        queue = view.notice.queue if view.notice else ""
        raise NotDelivered(f"[{queue_kind(queue)}] is not configured any more", UNCONFIGURED)


class Errand(Protocol):
    async def run(self, document: Document, notice: Notice, delay_reason: DelayReason | None) -> None: ...


class OutgoingDelivery:
    """The errands of one carrier."""

    def __init__(
        self, *, outbox: Outbox, leases: DocumentLeases, reading: QueryService, carrier: OutgoingSender
    ) -> None:
        self._outbox = outbox
        self._leases = leases
        self._reading = reading
        self._carrier = carrier
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def run(self, document: Document, notice: Notice, delay_reason: DelayReason | None) -> None:
        async with self._turn:
            if not await self._leases.take(document.id):
                return
            if notice.state is DeliveryState.SENDING:  # the attempt is over, and nobody wrote down how
                await self._outbox.unsent(document.id, notice.key, "interrupted")
                return
            claimed = await self._outbox.claim(document.id, notice.key, delay_reason)
            if claimed:
                await self._carry(*claimed)

    async def _carry(self, document: Document, notice: Notice) -> None:
        assert isinstance(document, Call)  # noqa: S101  # weeks are told in Slack alone
        view = await self._reading.call(document, notice)
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await self._carrier.carry(view)
        except NotDelivered as failure:
            await self._not_carried(document.id, notice, failure)
        except TimeoutError:
            await self._not_carried(document.id, notice, NotDelivered("timeout"))
        else:
            await self._outbox.said(document.id, notice.key, Location(None, None, notice.revision))

    async def _not_carried(self, id: str, notice: Notice, failure: NotDelivered) -> None:
        log.warning("not carried", notice=notice.key, error=failure.error, refused=failure.refused)
        if not self._leases.holds(id):
            return  # another bot has it by now
        if failure.refused:
            await self._outbox.refused(id, notice.key, failure.error)
        else:
            await self._outbox.unsent(id, notice.key, failure.error, failure.wait)


class Router:
    """The errands of every lane: by its kind, or else Slack's."""

    def __init__(self, slack: Errand, others: Mapping[str, Errand]) -> None:
        self._slack = slack
        self._others = others

    async def run(self, document: Document, notice: Notice, delay_reason: DelayReason | None) -> None:
        await self._others.get(queue_kind(notice.queue), self._slack).run(document, notice, delay_reason)
