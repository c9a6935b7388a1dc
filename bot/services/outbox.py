"""The outbox: how the dispatcher claims the notices that documents carry, and records what became of each attempt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol

from bot.domain.calls.call import Call
from bot.domain.calls.delivery_rules import CallDeliveryRules
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice, NoticeKey
from bot.domain.outbox.notices import find
from bot.domain.outbox.transitions import NoticeTransitions, Outcome, mark_recovered, mark_uncertain
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock, D, Document, DueDocument, Records, Weeks
from bot.domain.rota.delivery_rules import WeekDeliveryRules
from bot.domain.rota.week import Week, is_week_id
from bot.services.change import Changed, change


@dataclass(frozen=True, slots=True)
class _DocumentKind(Generic[D]):
    """Where the documents of one kind are kept, and what a delivery changes in them."""

    records: Records[D]
    transitions: NoticeTransitions[D]


class _Rule(Protocol):
    """What happens to a document of either kind."""

    def __call__(self, document: D, transitions: NoticeTransitions[D], /) -> D: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt began: only it may deliver the notice."""


OutcomeObserver = Callable[[Claimed | Outcome, Notice], None]
"""Told of every attempt that began and of what became of it; it decides nothing."""


def observe_nothing(_outcome: Claimed | Outcome, _notice: Notice) -> None:
    """The observer of an outbox that nobody watches."""


class Outbox:
    """Every method is one durable change; `id` is a call's number or a week's id."""

    def __init__(
        self,
        calls: Calls,
        weeks: Weeks,
        policy: Policy,
        clock: Clock,
        *,
        observe: OutcomeObserver = observe_nothing,
    ) -> None:
        self._calls = _DocumentKind(calls, NoticeTransitions(CallDeliveryRules(), policy))
        self._weeks = _DocumentKind(weeks, NoticeTransitions(WeekDeliveryRules(), policy))
        self._clock = clock
        self._observe = observe

    async def document(self, id: str) -> Document | None:
        """The document as it is stored now; None when there is none."""
        return await (self._weeks.records.get(id) if is_week_id(id) else self._calls.records.get(id))

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """The documents that have something to deliver before that instant."""
        calls, weeks = self._calls.records, self._weeks.records
        return [*await calls.due_before(before), *await weeks.due_before(before)]

    async def claim(
        self,
        id: str,
        key: NoticeKey,
        delay_reason: DelayReason | None,
        duplicate_check_at: datetime | None = None,
    ) -> tuple[Document, Notice] | None:
        """Begins an attempt; None when there is nothing to deliver any more."""
        now = self._clock.now()

        def rule(document: D, transitions: NoticeTransitions[D]) -> D:
            return transitions.mark_sending(document, key, now, delay_reason, duplicate_check_at)

        changed = await self._change(id, rule)
        notice = find(changed.after.notices, key)
        if not changed.is_new or notice is None or notice.state is not DeliveryState.SENDING:
            return None
        self._observe(Claimed(), notice)
        return changed.after, notice

    async def record(self, id: str, key: NoticeKey, outcome: Outcome) -> Document:
        """Writes what became of an attempt; returns the document as it stands now."""
        now = self._clock.now()

        def rule(document: D, transitions: NoticeTransitions[D]) -> D:
            return transitions.record(document, key, outcome, now)

        document = (await self._change(id, rule)).after
        if notice := find(document.notices, key):
            self._observe(outcome, notice)
        return document

    def is_moot(self, document: Document, notice: Notice) -> bool:
        """Whether the notice need not be delivered any more."""
        return document.accept(_Mootness(), notice)

    async def mark_uncertain(self) -> None:
        """After the store fell back to an older state: what was due by now may have been delivered already."""
        now = self._clock.now()

        def rule(document: D, _transitions: NoticeTransitions[D]) -> D:
            return mark_uncertain(document, now)

        for due in await self.due_before(datetime.max.replace(tzinfo=UTC)):
            await self._change(due.id, rule)

    async def recover(self, id: str) -> Document:
        """After the lease changed hands: what an earlier holder was sending is unconfirmed."""

        def rule(document: D, _transitions: NoticeTransitions[D]) -> D:
            return mark_recovered(document)

        return (await self._change(id, rule)).after

    async def _change(self, id: str, rule: _Rule) -> Changed[Call] | Changed[Week]:
        if is_week_id(id):
            return await _apply(self._weeks, id, rule)
        return await _apply(self._calls, id, rule)


class _Mootness:
    """Asks the rules of the document's kind."""

    def call(self, call: Call, notice: Notice) -> bool:
        return CallDeliveryRules().is_moot(call, notice)

    def week(self, week: Week, notice: Notice) -> bool:
        return WeekDeliveryRules().is_moot(week, notice)


async def _apply(kind: _DocumentKind[D], id: str, rule: _Rule) -> Changed[D]:
    return await change(kind.records, id, lambda document: rule(document, kind.transitions))
