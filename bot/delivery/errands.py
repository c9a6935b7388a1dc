"""One errand of the courier: say one notice, redraw one message, or settle a doubt, and write down how it went."""

from datetime import datetime, timedelta

import structlog

from bot.delivery.custody import Custody
from bot.delivery.doubts import Doubts
from bot.delivery.failures import Kind, SlackFailure
from bot.delivery.gate import Gate
from bot.delivery.people import SlackPeople
from bot.delivery.slack import Place, SlackVoice
from bot.delivery.speech import Speech
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.domain.notice import SETTINGS, Late, Notice, Progress, What
from bot.domain.notices import backoff, find
from bot.domain.ports import Clock, Document
from bot.domain.saying import Posted
from bot.rendering.renderer import Renderer

log = structlog.get_logger(__name__)


class Errands:
    """`run` says, redraws or settles, whichever the notice is ready for."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        custody: Custody,
        reading: ReadingDesk,
        renderer: Renderer,
        voice: SlackVoice,
        people: SlackPeople,
        gate: Gate,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._custody = custody
        self._speech = Speech(custody=custody, reading=reading, renderer=renderer, voice=voice, people=people)
        self._doubts = Doubts(outbox=outbox, speech=self._speech, clock=clock)
        self._gate = gate
        self._clock = clock

    async def run(self, document: Document, notice: Notice, late: Late | None) -> None:
        try:
            if notice.may_stand_twice(self._clock.now()):
                await self._doubts.look_again(document, notice)
            elif notice.state is Progress.SENT:
                await self._redraw(document, notice)
            elif notice.state is Progress.DUE or notice.what in SETTINGS:
                await self._say(document, notice, late)
            elif await self._doubts.settle(document, notice):
                await self._say(document, notice, late, self._doubts.look_again_at(notice))
        except SlackFailure as failure:
            await self._unheard(document.id, notice, failure)

    async def _say(
        self, document: Document, notice: Notice, late: Late | None, look_again: datetime | None = None
    ) -> None:
        target = await self._speech.target(notice)
        if notice.what not in SETTINGS:
            await self._gate.post(target)
        if not await self._custody.take(document.id):
            return
        claimed = await self._outbox.claim(document.id, notice.key, late, look_again)
        if claimed:
            document, notice = claimed
            if notice.what not in SETTINGS:
                await self._gate.passing(target)
            place = await self._speech.speak(document, notice, target)
            where = Posted(place.channel, place.ts, notice.face) if place else Posted(None, None, notice.face)
            await self._outbox.said(document.id, notice.key, where)

    async def _redraw(self, document: Document, notice: Notice) -> None:
        await self._gate.update()
        current = await self._outbox.document(document.id)
        newest = find(current.notices, notice.key) if current else None
        if current is None or newest is None or not newest.stale:
            return
        if newest.what in SETTINGS:
            await self._speech.speak(current, newest, newest.to)
        elif newest.channel and newest.ts:
            await self._speech.redraw(current, newest, Place(newest.channel, newest.ts))
        else:
            return
        await self._outbox.redrawn(current.id, newest.key, newest.face)

    async def _unheard(self, id: str, notice: Notice, failure: SlackFailure) -> None:
        log.warning("not said", notice=notice.key, kind=str(failure.kind), error=failure.error)
        if not self._custody.holds(id):
            return  # whoever has the document now looks for it
        if notice.state is Progress.SENT and notice.what not in SETTINGS:
            await self._not_redrawn(id, notice, failure)
        elif failure.kind is Kind.DEFINITE:
            await self._outbox.refused(id, notice.key, failure.error)
        elif failure.kind is Kind.DOUBTFUL:
            await self._outbox.doubtful(id, notice.key, failure.error, timedelta(0))
        else:
            await self._outbox.unsent(id, notice.key, failure.error, failure.wait)

    async def _not_redrawn(self, id: str, notice: Notice, failure: SlackFailure) -> None:
        if failure.error == "message_not_found" and notice.what is What.CARD:
            await self._outbox.lost(id, notice.key)
        elif failure.kind is Kind.DEFINITE:
            await self._outbox.redrawn(id, notice.key, notice.face)
        else:
            await self._outbox.postpone(id, notice.key, failure.error, failure.wait or backoff(1))
