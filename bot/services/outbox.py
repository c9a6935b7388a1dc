"""The outbox: how the courier claims what a document promises to say, and writes down how it went."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.outbox import transitions
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice
from bot.domain.outbox.notices import find
from bot.domain.outbox.transitions import Location
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock, D, Document, DueDocument, Weeks
from bot.services.change import change


class Rule(Protocol):
    """What happens to the notices of a document of either kind."""

    def __call__(self, document: D, /) -> D: ...


class DeliveryOutcome(StrEnum):
    """What became of one attempt, once it is written down."""

    CLAIMED = "claimed"
    SAID = "said"
    UNSENT = "unsent"
    UNCONFIRMED = "doubtful"
    REFUSED = "refused"


OutcomeObserver = Callable[[DeliveryOutcome, Notice], None]
"""Told of every outcome; it decides nothing."""


def nobody(_outcome: DeliveryOutcome, _notice: Notice) -> None:
    """Watches nothing."""


class Outbox:
    """Every method is one durable change; `id` is a call's number or a week's id."""

    def __init__(
        self,
        calls: Calls,
        weeks: Weeks,
        policy: Policy,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
        observe_outcome: OutcomeObserver = nobody,
    ) -> None:
        self._calls = calls
        self._weeks = weeks
        self._policy = policy
        self._clock = clock
        self._chance = chance
        self._observe = observe_outcome

    async def document(self, id: str) -> Document | None:
        return await (self._weeks.get(id) if _is_week(id) else self._calls.get(id))

    async def due_before(self, before: datetime) -> list[DueDocument]:
        return [*await self._calls.due_before(before), *await self._weeks.due_before(before)]

    async def claim(
        self, id: str, key: str, delay_reason: DelayReason | None, duplicate_check_at: datetime | None = None
    ) -> tuple[Document, Notice] | None:
        """The notice as this attempt alone may say it; None when there is nothing to say any more."""
        now = self._clock.now()
        before: list[Document] = []

        def rule(document: D) -> D:
            before[:] = [document]
            return transitions.mark_sending(
                document, key, now, delay_reason, self._policy, duplicate_check_at=duplicate_check_at
            )

        document = await self._change(id, rule)
        notice = find(document.notices, key)
        ours = document.version != before[0].version
        if not ours or notice is None or notice.state is not DeliveryState.SENDING:
            return None
        self._observe(DeliveryOutcome.CLAIMED, notice)
        return document, notice

    async def said(self, id: str, key: str, where: Location) -> Document:
        now = self._clock.now()
        return await self._mark(
            DeliveryOutcome.SAID, id, key, lambda d: transitions.mark_sent(d, key, where, now, self._policy)
        )

    async def unsent(self, id: str, key: str, error: str, wait: timedelta | None = None) -> Document:
        """Due again after `wait`, or after the back-off of its attempts."""
        now, spread = self._clock.now(), self._chance()
        return await self._mark(
            DeliveryOutcome.UNSENT,
            id,
            key,
            lambda d: transitions.mark_retry(d, key, now, wait, error, spread=spread),
        )

    async def postpone(self, id: str, key: str, error: str, wait: timedelta) -> Document:
        """A redraw to be tried again after `wait`."""
        again = self._clock.now() + wait
        return await self._change(id, lambda d: transitions.mark_update_delayed(d, key, again, error))

    async def doubtful(self, id: str, key: str, error: str, wait: timedelta) -> Document:
        """To be looked for in Slack again after `wait`."""
        again = self._clock.now() + wait
        return await self._mark(
            DeliveryOutcome.UNCONFIRMED, id, key, lambda d: transitions.mark_unconfirmed(d, key, again, error)
        )

    async def refused(self, id: str, key: str, error: str) -> Document:
        """Slack will not have it there: another way is found, or it is tried again."""
        now, spread = self._clock.now(), self._chance()
        return await self._mark(
            DeliveryOutcome.REFUSED,
            id,
            key,
            lambda d: transitions.mark_rejected(d, key, now, error, self._policy, spread=spread),
        )

    async def redrawn(self, id: str, key: str, revision: int) -> Document:
        return await self._change(id, lambda d: transitions.mark_updated(d, key, revision))

    async def lost(self, id: str, key: str) -> Document:
        return await self._change(id, lambda d: transitions.mark_deleted(d, key))

    async def looked_again(self, id: str, key: str, where: Location | None) -> Document:
        """It stands once, at `where` if that is news."""
        return await self._change(id, lambda d: transitions.mark_duplicates_checked(d, key, where))

    async def look_later(self, id: str, key: str, wait: timedelta) -> Document:
        """Whether it stands twice could not be seen."""
        at = self._clock.now() + wait
        return await self._change(id, lambda d: transitions.mark_duplicate_check_delayed(d, key, at))

    async def doubt(self) -> None:
        """The store is an older one: what was due by now may have been said, and is looked for first."""
        now = self._clock.now()
        for due_document in await self.due_before(datetime.max.replace(tzinfo=UTC)):
            await self._change(due_document.id, lambda d: transitions.mark_uncertain(d, now))

    async def recover(self, id: str) -> Document:
        """Nobody is saying anything of the document now: what an earlier bot was saying is doubtful."""
        return await self._change(id, transitions.mark_recovered)

    async def _mark(self, outcome: DeliveryOutcome, id: str, key: str, rule: Rule) -> Document:
        document = await self._change(id, rule)
        notice = find(document.notices, key)
        if notice:
            self._observe(outcome, notice)
        return document

    async def _change(self, id: str, rule: Rule) -> Document:
        return (
            await (change(self._weeks, id, rule) if _is_week(id) else change(self._calls, id, rule))
        ).after


def _is_week(id: str) -> bool:
    return id.startswith("week:")
