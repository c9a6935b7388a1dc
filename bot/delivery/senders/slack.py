"""One errand of the courier: say one notice, redraw one message, or settle a doubt, and write down how it went."""

from datetime import datetime, timedelta

import structlog

from bot.delivery.leases import DocumentLeases
from bot.delivery.people import SlackPeople
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.slack_messages import SlackMessages
from bot.delivery.slack_gateway import Place, SlackGateway
from bot.domain.outbox.notice import WORKSPACE_SETTINGS, DelayReason, DeliveryState, Notice, NoticeKind
from bot.domain.outbox.notices import backoff, find
from bot.domain.outbox.transitions import Location
from bot.domain.ports import Clock, Document
from bot.rendering.renderer import Renderer
from bot.services.outbox import Outbox
from bot.services.queries import QueryService

log = structlog.get_logger(__name__)


class SlackDelivery:
    """`run` says, redraws or settles, whichever the notice is ready for."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        leases: DocumentLeases,
        reading: QueryService,
        renderer: Renderer,
        gateway: SlackGateway,
        people: SlackPeople,
        rate_limiter: RateLimiter,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._leases = leases
        self._speech = SlackMessages(
            leases=leases, reading=reading, renderer=renderer, gateway=gateway, people=people
        )
        self._reconciler = Reconciler(outbox=outbox, speech=self._speech, clock=clock)
        self._rate_limiter = rate_limiter
        self._clock = clock

    async def run(self, document: Document, notice: Notice, delay_reason: DelayReason | None) -> None:
        try:
            if notice.duplicate_check_is_due(self._clock.now()):
                await self._reconciler.duplicate_check_at(document, notice)
            elif notice.state is DeliveryState.SENT:
                await self._redraw(document, notice)
            elif notice.state is DeliveryState.DUE or notice.kind in WORKSPACE_SETTINGS:
                await self._say(document, notice, delay_reason)
            elif await self._reconciler.settle(document, notice):
                await self._say(document, notice, delay_reason, self._reconciler.look_again_at(notice))
        except DeliveryError as failure:
            await self._unheard(document.id, notice, failure)

    async def _say(
        self,
        document: Document,
        notice: Notice,
        delay_reason: DelayReason | None,
        duplicate_check_at: datetime | None = None,
    ) -> None:
        target = await self._speech.target(notice)
        if notice.kind not in WORKSPACE_SETTINGS:
            await self._rate_limiter.post(target)
        if not await self._leases.take(document.id):
            return
        claimed = await self._outbox.claim(document.id, notice.key, delay_reason, duplicate_check_at)
        if claimed:
            document, notice = claimed
            if notice.kind not in WORKSPACE_SETTINGS:
                await self._rate_limiter.passing(target)
            place = await self._speech.speak(document, notice, target)
            where = (
                Location(place.channel, place.ts, notice.revision)
                if place
                else Location(None, None, notice.revision)
            )
            await self._outbox.said(document.id, notice.key, where)

    async def _redraw(self, document: Document, notice: Notice) -> None:
        await self._rate_limiter.update()
        current = await self._outbox.document(document.id)
        newest = find(current.notices, notice.key) if current else None
        if current is None or newest is None or not newest.needs_update:
            return
        if newest.kind in WORKSPACE_SETTINGS:
            await self._speech.speak(current, newest, newest.to)
        elif newest.channel and newest.ts:
            await self._speech.redraw(current, newest, Place(newest.channel, newest.ts))
        else:
            return
        await self._outbox.redrawn(current.id, newest.key, newest.revision)

    async def _unheard(self, id: str, notice: Notice, failure: DeliveryError) -> None:
        log.warning("not said", notice=notice.key, kind=str(failure.kind), error=failure.error)
        if not self._leases.holds(id):
            return  # whoever has the document now looks for it
        if notice.state is DeliveryState.SENT and notice.kind not in WORKSPACE_SETTINGS:
            await self._not_redrawn(id, notice, failure)
        elif failure.kind is FailureKind.PERMANENT:
            await self._outbox.refused(id, notice.key, failure.error)
        elif failure.kind is FailureKind.AMBIGUOUS:
            await self._outbox.doubtful(id, notice.key, failure.error, timedelta(0))
        else:
            await self._outbox.unsent(id, notice.key, failure.error, failure.wait)

    async def _not_redrawn(self, id: str, notice: Notice, failure: DeliveryError) -> None:
        if failure.error == "message_not_found" and notice.kind is NoticeKind.CARD:
            await self._outbox.lost(id, notice.key)
        elif failure.kind is FailureKind.PERMANENT:
            await self._outbox.redrawn(id, notice.key, notice.revision)
        else:
            await self._outbox.postpone(id, notice.key, failure.error, failure.wait or backoff(1))
