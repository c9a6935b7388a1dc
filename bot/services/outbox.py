"""The outbox: how the dispatcher claims the notices that documents carry, and records what became of each attempt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Generic, Protocol

import structlog

from bot.domain.calls.call import Call
from bot.domain.calls.delivery_rules import CallDeliveryRules
from bot.domain.outbox.notice import ESCALATION_KINDS, DelayReason, DeliveryState, Notice, NoticeKey
from bot.domain.outbox.notices import find
from bot.domain.outbox.transitions import (
    NoticeTransitions,
    Outcome,
    Updated,
    UpdateDelayed,
    mark_recovered,
    mark_uncertain,
)
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock, D, Document, DueDocument, Records, StoreUnwritableError, Weeks
from bot.domain.refusals import StoreRefused
from bot.domain.rota.delivery_rules import WeekDeliveryRules
from bot.domain.rota.week import Week, is_week_id
from bot.services.change import Changed, change
from bot.services.unrecorded import Step, UnrecordedDeliveries

log = structlog.get_logger(__name__)


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


class StoreObserver(Protocol):
    """Is told how the store does; it decides nothing."""

    def refused(self, error: str, /) -> None:
        """The store refused a write, or to be read, with these words of the system."""

    def written(self) -> None:
        """The store took a write."""


class Outbox:
    """Every method is one durable change; `id` is a call's number or a week's id.

    While the store refuses writes, the escalation's notices are claimed and recorded in memory, and written down as
    soon as the store takes them.
    """

    def __init__(
        self,
        calls: Calls,
        weeks: Weeks,
        policy: Policy,
        clock: Clock,
        *,
        observe: OutcomeObserver = observe_nothing,
        store_observer: StoreObserver | None = None,
    ) -> None:
        self._calls = _DocumentKind(calls, NoticeTransitions(CallDeliveryRules(), policy))
        self._weeks = _DocumentKind(weeks, NoticeTransitions(WeekDeliveryRules(), policy))
        self._clock = clock
        self._observe = observe
        self._store_observer = store_observer
        self._unrecorded = UnrecordedDeliveries()

    def remember(self, document: Document) -> None:
        """A document as it was just written or read, should the store become unreadable."""
        if isinstance(document, Call):
            self._unrecorded.remember(document)

    def is_known(self, id: str) -> bool:
        """Whether the document can be delivered from without the store."""
        return id in self._unrecorded.known or id in self._unrecorded.ids

    async def document(self, id: str) -> Document | None:
        """The document as it is stored now, with what could not be written down; None when there is none.

        Raises:
            StoreUnwritableError: the store cannot be read, and the document is not known.
        """
        if unrecorded := self._unrecorded.call(id):
            return unrecorded
        try:
            return await (self._weeks.records.get(id) if is_week_id(id) else self._calls.records.get(id))
        except StoreUnwritableError as error:
            self._refused(error)
            if known := self._unrecorded.known.get(id):
                return known
            raise

    async def due_before(self, before: datetime) -> list[DueDocument]:
        """The documents that have something to deliver before that instant."""
        await self._write_down()
        calls, weeks = self._calls.records, self._weeks.records
        try:
            stored = [*await calls.due_before(before), *await weeks.due_before(before)]
        except StoreUnwritableError as error:
            self._refused(error)
            return self._unrecorded.due_before(before, unreadable=True)
        unrecorded = self._unrecorded.due_before(before, unreadable=False)
        return [*(due for due in stored if due.id not in self._unrecorded.ids), *unrecorded]

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

        changed = await self._change_or_keep(id, rule, kept=key.kind in ESCALATION_KINDS)
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

        kept = key.kind in ESCALATION_KINDS or isinstance(outcome, Updated | UpdateDelayed)
        document = (await self._change_or_keep(id, rule, kept=kept)).after
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

    async def _change_or_keep(self, id: str, rule: _Rule, *, kept: bool) -> Changed[Call] | Changed[Week]:
        """Changes the stored document; with `kept`, only in memory where the store refuses."""
        await self._write_down(id)
        if unrecorded := self._unrecorded.call(id):
            if not kept:
                raise StoreRefused
            return self._keep(unrecorded, rule)
        try:
            changed = await self._change(id, rule)
        except StoreRefused as refusal:
            self._refused(refusal.__cause__ or refusal)
            call = await self.document(id) if kept else None
            if not isinstance(call, Call):
                raise
            return self._keep(call, rule)
        if changed.is_new and self._store_observer:
            self._store_observer.written()
        return changed

    def _keep(self, call: Call, rule: _Rule) -> Changed[Call]:
        return Changed(call, self._unrecorded.apply(call, lambda c: rule(c, self._calls.transitions)))

    async def _write_down(self, id: str | None = None) -> None:
        """Writes down what was kept in memory; of one document, if one is given. It stays kept where that fails."""
        for each in self._unrecorded.ids if id is None else (id,):
            steps = self._unrecorded.steps(each)
            if not steps:
                continue

            try:
                await change(self._calls.records, each, partial(_replayed, steps))
            except StoreRefused as refusal:
                self._refused(refusal.__cause__ or refusal)
                return
            self._unrecorded.written(each, len(steps))
            log.info("written down at last", document=each, steps=len(steps))
            if self._store_observer:
                self._store_observer.written()

    def _refused(self, error: BaseException) -> None:
        if self._store_observer:
            self._store_observer.refused(str(error))

    async def _change(self, id: str, rule: _Rule) -> Changed[Call] | Changed[Week]:
        if is_week_id(id):
            return await _apply(self._weeks, id, rule)
        return await _apply(self._calls, id, rule)


def _replayed(steps: tuple[Step, ...], call: Call) -> Call:
    for step in steps:
        call = step(call)
    return call


class _Mootness:
    """Asks the rules of the document's kind."""

    def call(self, call: Call, notice: Notice) -> bool:
        return CallDeliveryRules().is_moot(call, notice)

    def week(self, week: Week, notice: Notice) -> bool:
        return WeekDeliveryRules().is_moot(week, notice)


async def _apply(kind: _DocumentKind[D], id: str, rule: _Rule) -> Changed[D]:
    return await change(kind.records, id, lambda document: rule(document, kind.transitions))
