"""The outbox: how the courier claims what a document promises to say, and writes down how it went."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.desk.change import change
from bot.domain import saying
from bot.domain.notice import Late, Notice, Progress
from bot.domain.notices import find
from bot.domain.policy import House
from bot.domain.ports import Calls, Clock, D, Document, Wake, Weeks
from bot.domain.saying import Posted


class Rule(Protocol):
    """What happens to the notices of a document of either kind."""

    def __call__(self, document: D, /) -> D: ...


class Outcome(StrEnum):
    """What became of one attempt, once it is written down."""

    CLAIMED = "claimed"
    SAID = "said"
    UNSENT = "unsent"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


Witness = Callable[[Outcome, Notice], None]
"""Told of every outcome; it decides nothing."""


def nobody(_outcome: Outcome, _notice: Notice) -> None:
    """Watches nothing."""


class Outbox:
    """Every method is one durable change; `id` is a call's number or a week's id."""

    def __init__(
        self,
        calls: Calls,
        weeks: Weeks,
        house: House,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
        witness: Witness = nobody,
    ) -> None:
        self._calls = calls
        self._weeks = weeks
        self._house = house
        self._clock = clock
        self._chance = chance
        self._witness = witness

    async def document(self, id: str) -> Document | None:
        return await (self._weeks.get(id) if _is_week(id) else self._calls.get(id))

    async def wakes(self, before: datetime) -> list[Wake]:
        return [*await self._calls.wakes(before), *await self._weeks.wakes(before)]

    async def claim(
        self, id: str, key: str, late: Late | None, look_again: datetime | None = None
    ) -> tuple[Document, Notice] | None:
        """The notice as this attempt alone may say it; None when there is nothing to say any more."""
        now = self._clock.now()
        before: list[Document] = []

        def rule(document: D) -> D:
            before[:] = [document]
            return saying.claimed(document, key, now, late, self._house, look_again=look_again)

        document = await self._change(id, rule)
        notice = find(document.notices, key)
        ours = document.version != before[0].version
        if not ours or notice is None or notice.state is not Progress.SENDING:
            return None
        self._witness(Outcome.CLAIMED, notice)
        return document, notice

    async def said(self, id: str, key: str, where: Posted) -> Document:
        now = self._clock.now()
        return await self._mark(Outcome.SAID, id, key, lambda d: saying.said(d, key, where, now, self._house))

    async def unsent(self, id: str, key: str, error: str, wait: timedelta | None = None) -> Document:
        """Due again after `wait`, or after the back-off of its attempts."""
        now, spread = self._clock.now(), self._chance()
        return await self._mark(
            Outcome.UNSENT, id, key, lambda d: saying.unsent(d, key, now, wait, error, spread=spread)
        )

    async def postpone(self, id: str, key: str, error: str, wait: timedelta) -> Document:
        """A redraw to be tried again after `wait`."""
        again = self._clock.now() + wait
        return await self._change(id, lambda d: saying.postponed(d, key, again, error))

    async def doubtful(self, id: str, key: str, error: str, wait: timedelta) -> Document:
        """To be looked for in Slack again after `wait`."""
        again = self._clock.now() + wait
        return await self._mark(Outcome.DOUBTFUL, id, key, lambda d: saying.doubtful(d, key, again, error))

    async def refused(self, id: str, key: str, error: str) -> Document:
        """Slack will not have it there: another way is found, or it is tried again."""
        now, spread = self._clock.now(), self._chance()
        return await self._mark(
            Outcome.REFUSED,
            id,
            key,
            lambda d: saying.refused(d, key, now, error, self._house, spread=spread),
        )

    async def redrawn(self, id: str, key: str, face: int) -> Document:
        return await self._change(id, lambda d: saying.redrawn(d, key, face))

    async def lost(self, id: str, key: str) -> Document:
        return await self._change(id, lambda d: saying.lost(d, key))

    async def looked_again(self, id: str, key: str, where: Posted | None) -> Document:
        """It stands once, at `where` if that is news."""
        return await self._change(id, lambda d: saying.looked_again(d, key, where))

    async def look_later(self, id: str, key: str, wait: timedelta) -> Document:
        """Whether it stands twice could not be seen."""
        at = self._clock.now() + wait
        return await self._change(id, lambda d: saying.look_later(d, key, at))

    async def doubt(self) -> None:
        """The store is an older one: what was due by now may have been said, and is looked for first."""
        now = self._clock.now()
        for wake in await self.wakes(datetime.max.replace(tzinfo=UTC)):
            await self._change(wake.id, lambda d: saying.forgotten(d, now))

    async def recover(self, id: str) -> Document:
        """Nobody is saying anything of the document now: what an earlier bot was saying is doubtful."""
        return await self._change(id, saying.interrupted)

    async def _mark(self, outcome: Outcome, id: str, key: str, rule: Rule) -> Document:
        document = await self._change(id, rule)
        notice = find(document.notices, key)
        if notice:
            self._witness(outcome, notice)
        return document

    async def _change(self, id: str, rule: Rule) -> Document:
        return await (change(self._weeks, id, rule) if _is_week(id) else change(self._calls, id, rule))


def _is_week(id: str) -> bool:
    return id.startswith("week:")
