"""What delivering a notice changes in the call that carries it."""

from datetime import datetime

from bot.domain.calls import callbacks, escalation, reports
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Notice, QueueKind
from bot.domain.policy import Policy


class CallDeliveryRules:
    """The `DeliveryRules` of calls: the escalation's steps follow one another, a person who is gone is bypassed."""

    def is_moot(self, document: Call, notice: Notice) -> bool:
        return escalation.is_moot(document, notice) or callbacks.is_moot(document, notice)

    def on_sending(self, document: Call, notice: Notice, now: datetime, policy: Policy) -> Call:
        document = callbacks.on_sending(document, notice, now, policy)
        return escalation.on_sending(document, notice, now, policy.escalation)

    def on_sent(self, document: Call, notice: Notice, now: datetime, policy: Policy) -> Call:
        if notice.queue.kind is QueueKind.GDP and reports.receipt_of(document):
            document = document.refreshed()  # the card leads to the tool
        return escalation.on_sent(document, notice, now, policy.escalation)

    def on_rejected(self, document: Call, notice: Notice, now: datetime, policy: Policy) -> Call:
        return escalation.on_rejected(document, notice, now, policy.escalation)

    def redirected(
        self, document: Call, notice: Notice, now: datetime, error: str, policy: Policy
    ) -> Call | None:
        if not reports.for_a_person(notice, policy):
            return None
        return reports.instead(document, notice, now, error, policy)
