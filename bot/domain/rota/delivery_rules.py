"""What delivering a notice changes in the week that carries it."""

from datetime import datetime

from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.policy import Policy
from bot.domain.rota import announcements, statement_outbox
from bot.domain.rota.week import Week
from bot.domain.telephony import rings


class WeekDeliveryRules:
    """The `DeliveryRules` of weeks: a statement's file follows its last message, a second offer ends the first.

    A rejection finds another way.
    """

    def is_moot(self, document: Week, notice: Notice) -> bool:
        return rings.is_moot(document, notice)

    def on_sending(self, document: Week, _notice: Notice, _now: datetime, _policy: Policy) -> Week:
        return document

    def on_sent(self, document: Week, notice: Notice, now: datetime, _policy: Policy) -> Week:
        if notice.kind is NoticeKind.UNENTERED:
            return rings.no_more_offered(document, int(notice.facts["ring"] or 0))
        return statement_outbox.with_file(document, notice, now)

    def on_rejected(self, document: Week, _notice: Notice, _now: datetime, _policy: Policy) -> Week:
        return document

    def redirected(
        self, document: Week, notice: Notice, now: datetime, error: str, policy: Policy
    ) -> Week | None:
        if not announcements.finds_another_way(notice):
            return None
        if notice.kind in rings.RING_KINDS:
            return rings.refused(document, notice, now, error, policy.channels.service)
        return announcements.refused(document, notice, now, error, policy)
