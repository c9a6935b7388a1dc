"""What delivering a notice changes in the week that carries it."""

from datetime import datetime

from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.policy import Policy
from bot.domain.rota import announcements
from bot.domain.rota.week import Week
from bot.domain.telephony import rings


class WeekDeliveryRules:
    """The `DeliveryRules` of weeks: a rejection may find another way, and a second offer ends the first."""

    def is_moot(self, document: Week, notice: Notice) -> bool:
        return rings.is_moot(document, notice)

    def on_sending(self, document: Week, _notice: Notice, _now: datetime, _policy: Policy) -> Week:
        return document

    def on_sent(self, document: Week, notice: Notice, _now: datetime, _policy: Policy) -> Week:
        if notice.kind is not NoticeKind.UNENTERED:
            return document
        return rings.no_more_offered(document, int(notice.facts["ring"] or 0))

    def on_rejected(self, document: Week, _notice: Notice, _now: datetime, _policy: Policy) -> Week:
        return document

    def redirected(
        self, document: Week, notice: Notice, now: datetime, error: str, policy: Policy
    ) -> Week | None:
        if not announcements.finds_another_way(notice):
            return None
        return announcements.refused(document, notice, now, error, policy)
