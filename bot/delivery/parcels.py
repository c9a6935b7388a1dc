"""What leaves for elsewhere than Slack: a notice carried by mail or to a tool, at least once, and how it went.

Its key goes with it, so that whoever gets it twice can tell.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from bot.delivery.custody import Custody
from bot.desk.outbox import Outbox
from bot.desk.pages import CallPage
from bot.desk.reading import ReadingDesk
from bot.domain.call import Call
from bot.domain.notice import Late, Notice, Progress
from bot.domain.notices import lane_kind
from bot.domain.ports import Document
from bot.domain.saying import Posted

log = structlog.get_logger(__name__)

TIME_LIMIT = 15.0
"""Seconds for one to be carried: a lease has this much left when it starts."""

UNCONFIGURED = timedelta(minutes=15)

AT_ONCE = 4
"""Carried at the same time: a server that comes back is not met by all that waited for it."""


@dataclass(eq=False)
class NotCarried(Exception):  # noqa: N818  # the word of the trade: how carrying failed
    """Nothing arrived, or nobody knows. Tried again, after `wait` where one is given, but for what is `refused`."""

    error: str
    wait: timedelta | None = None
    refused: bool = False

    def __post_init__(self) -> None:
        super().__init__(self.error)


class Carrier(Protocol):
    async def carry(self, page: CallPage) -> None:
        """Carries the page's notice.

        Raises:
            NotCarried: it has to be tried again, or was refused.
        """


class Unconfigured:
    """Stands where a carrier was configured once: what was promised waits until there is one again."""

    async def carry(self, page: CallPage) -> None:
        lane = page.notice.lane if page.notice else ""
        raise NotCarried(f"[{lane_kind(lane)}] is not configured any more", UNCONFIGURED)


class Errand(Protocol):
    async def run(self, document: Document, notice: Notice, late: Late | None) -> None: ...


class Parcels:
    """The errands of one carrier."""

    def __init__(self, *, outbox: Outbox, custody: Custody, reading: ReadingDesk, carrier: Carrier) -> None:
        self._outbox = outbox
        self._custody = custody
        self._reading = reading
        self._carrier = carrier
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def run(self, document: Document, notice: Notice, late: Late | None) -> None:
        async with self._turn:
            if not await self._custody.take(document.id):
                return
            if notice.state is Progress.SENDING:  # the attempt is over, and nobody wrote down how
                await self._outbox.unsent(document.id, notice.key, "interrupted")
                return
            claimed = await self._outbox.claim(document.id, notice.key, late)
            if claimed:
                await self._carry(*claimed)

    async def _carry(self, document: Document, notice: Notice) -> None:
        assert isinstance(document, Call)  # noqa: S101  # weeks are told in Slack alone
        page = await self._reading.call(document, notice)
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await self._carrier.carry(page)
        except NotCarried as failure:
            await self._not_carried(document.id, notice, failure)
        except TimeoutError:
            await self._not_carried(document.id, notice, NotCarried("timeout"))
        else:
            await self._outbox.said(document.id, notice.key, Posted(None, None, notice.face))

    async def _not_carried(self, id: str, notice: Notice, failure: NotCarried) -> None:
        log.warning("not carried", notice=notice.key, error=failure.error, refused=failure.refused)
        if not self._custody.holds(id):
            return  # another bot has it by now
        if failure.refused:
            await self._outbox.refused(id, notice.key, failure.error)
        else:
            await self._outbox.unsent(id, notice.key, failure.error, failure.wait)


class Dispatch:
    """The errands of every lane: by its kind, or else Slack's."""

    def __init__(self, slack: Errand, others: Mapping[str, Errand]) -> None:
        self._slack = slack
        self._others = others

    async def run(self, document: Document, notice: Notice, late: Late | None) -> None:
        await self._others.get(lane_kind(notice.lane), self._slack).run(document, notice, late)
