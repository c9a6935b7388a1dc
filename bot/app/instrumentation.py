"""What is counted of the bot's work: the outcomes of deliveries, and how things stand when somebody asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.outbox.notice import ESCALATION_KINDS, OUTSTANDING, Notice
from bot.domain.outbox.transitions import Outcome, Rejected, Retry, Sent, Unconfirmed
from bot.domain.outbox.undelivered import is_rate_limited
from bot.domain.ports import Calls, Clock
from bot.metrics import Metrics
from bot.services.outbox import Claimed, Outbox, OutcomeObserver

LATE_AFTER = timedelta(minutes=1)


def count_outcomes(metrics: Metrics, clock: Clock) -> OutcomeObserver:
    """An observer that counts what becomes of every notice, and how late the escalation's steps begin."""

    def observe(outcome: Claimed | Outcome, notice: Notice) -> None:
        match outcome:
            case Claimed():
                if notice.kind in ESCALATION_KINDS:
                    metrics.pinged((clock.now() - notice.due).total_seconds())
            case Sent():
                metrics.sent(notice.kind)
            case Retry():
                metrics.retried(notice.kind)
            case Unconfirmed():
                metrics.unconfirmed(notice.kind)
            case Rejected():
                metrics.rejected(notice.kind)
            case _:
                """Updates and duplicate checks are not counted."""

    return observe


@dataclass(frozen=True, slots=True)
class StateGauges:
    """How things stand, measured whenever somebody asks."""

    metrics: Metrics
    calls: Calls
    outbox: Outbox
    clock: Clock

    async def exposed(self) -> bytes:
        """The metrics in Prometheus' text form."""
        now = self.clock.now()
        due = [notice for notice in await self._outstanding(now) if notice.due <= now]
        self.metrics.set_gauges(
            due=len(due),
            rate_limited=sum(map(is_rate_limited, due)),
            late=sum(now - notice.due >= LATE_AFTER for notice in due),
            open_calls=[call.state for call in await self.calls.open_calls()],
        )
        return self.metrics.exposition()

    async def _outstanding(self, now: datetime) -> list[Notice]:
        # What backs off after a failure is due all the same: its next attempt comes within a minute.
        due = await self.outbox.due_before(now + LATE_AFTER)
        documents = [await self.outbox.document(each.id) for each in due]
        return [n for document in documents if document for n in document.notices if n.state in OUTSTANDING]
