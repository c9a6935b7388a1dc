"""What may or may not have been said: looked for by its key, and where it stands twice, the later copy deleted."""

from datetime import datetime, timedelta

import structlog

from bot.delivery.retry import A_MINUTE, DeliveryError, FailureKind
from bot.delivery.senders.slack_messages import SlackMessages
from bot.delivery.slack_gateway import Place
from bot.domain.calls.call import Call
from bot.domain.calls.escalation import is_moot
from bot.domain.outbox.notice import THREAD_PARENT, DeliveryState, Notice, NoticeKind
from bot.domain.outbox.transitions import Location
from bot.domain.ports import Clock, Document
from bot.services.outbox import Outbox

log = structlog.get_logger(__name__)

LOOKS = (0.0, 3.0, 6.0)
"""Seconds after an attempt at which its message is looked for: Slack's history lags."""

WHILE_BLIND = timedelta(seconds=10)
"""Between looks during the first minute in which nobody can look; then once a minute."""

URGENT = frozenset({NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.LEAD})
"""Said again after a minute where nobody can look: a possible double beats silence."""


class Reconciler:
    """Every method raises `DeliveryError` where whoever it was for cannot be reached any more."""

    def __init__(self, *, outbox: Outbox, speech: SlackMessages, clock: Clock) -> None:
        self._outbox = outbox
        self._speech = speech
        self._clock = clock
        self._blind_since: dict[str, datetime] = {}

    async def settle(self, document: Document, notice: Notice) -> bool:
        """Looks for a doubtful notice; True when it is to be said again, for it was looked for in vain."""
        age = self._age(notice)
        try:
            places = await self._speech.find(document, notice)
        except DeliveryError as failure:
            return await self._blind(document, notice, failure)
        self._blind_since.pop(notice.key, None)
        if places:
            await self._outbox.said(document.id, notice.key, Location(places[0].channel, places[0].ts, 0))
        elif age >= LOOKS[-1] and notice.state is DeliveryState.UNCONFIRMED:
            return True
        else:
            following = next((look for look in LOOKS if look > age), age)
            await self._outbox.doubtful(
                document.id, notice.key, "looked for in vain", timedelta(seconds=following - age)
            )
        return False

    def look_again_at(self, notice: Notice) -> datetime:
        """A minute after the doubtful attempt, and as long after the next one as history lags."""
        now = self._clock.now()
        return max((notice.claimed_at or now) + A_MINUTE, now + timedelta(seconds=LOOKS[-1]))

    async def duplicate_check_at(self, document: Document, notice: Notice) -> None:
        """Once more: a message that history hid from every look may have been posted twice."""
        try:
            kept = await self._keep_one(document, notice)
        except DeliveryError as failure:
            log.warning("cannot see whether it stands twice", notice=notice.key, error=failure.error)
            if failure.kind is not FailureKind.PERMANENT:
                await self._outbox.look_later(document.id, notice.key, failure.wait or A_MINUTE)
                return
            kept = None
        await self._outbox.looked_again(document.id, notice.key, kept)

    async def _keep_one(self, document: Document, notice: Notice) -> Location | None:
        """Where it stands now, if that is news."""
        known = Place(notice.channel or "", notice.ts or "")
        places = await self._speech.find(document, notice)
        if not places or places == [known]:
            return None
        hung = any(THREAD_PARENT.get(n.kind) is notice.kind and n.ts for n in document.notices)
        kept = known if hung and known in places else places[0]
        for place in places:
            if place != kept:
                log.warning("said twice: a copy is deleted", notice=notice.key, ts=place.ts)
                await self._speech.delete(place)
        return None if kept == known else Location(kept.channel, kept.ts, 0)

    async def _blind(self, document: Document, notice: Notice, failure: DeliveryError) -> bool:
        if failure.kind is FailureKind.PERMANENT and notice.queue.startswith("dm:"):
            raise failure
        now = self._clock.now()
        # Not since the attempt: after a day's stop, one look that fails is no reason to say it again.
        left = A_MINUTE - (now - self._blind_since.setdefault(notice.key, now))
        if notice.kind in URGENT and left <= timedelta(0) and not _is_moot(document, notice):
            del self._blind_since[notice.key]
            return True
        log.warning("cannot look for a doubtful notice", notice=notice.key, error=failure.error)
        wait = failure.wait or (min(left, WHILE_BLIND) if left > timedelta(0) else A_MINUTE)
        await self._outbox.doubtful(document.id, notice.key, failure.error, wait)
        return False

    def _age(self, notice: Notice) -> float:
        """Seconds since the attempt, or since it was due where no attempt is known."""
        return (self._clock.now() - (notice.claimed_at or notice.due)).total_seconds()


def _is_moot(document: Document, notice: Notice) -> bool:
    return isinstance(document, Call) and is_moot(document, notice)
