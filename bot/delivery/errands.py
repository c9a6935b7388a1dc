"""One errand of the courier: say one notice, redraw one message, or settle a doubt, and write down how it went."""

from datetime import timedelta

import structlog

from bot.delivery.custody import Custody
from bot.delivery.failures import A_MINUTE, Kind, SlackFailure
from bot.delivery.gate import Gate
from bot.delivery.people import SlackPeople
from bot.delivery.slack import Place, SlackVoice
from bot.delivery.speech import Speech
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.domain.notice import SETTINGS, Late, Notice, Progress, What, backoff, find
from bot.domain.ports import Clock, Document
from bot.domain.saying import Posted
from bot.rendering.renderer import Renderer

log = structlog.get_logger(__name__)

LOOKS = (0.0, 3.0, 6.0)
"""Seconds after an attempt at which its message is looked for: Slack's history lags."""

URGENT = frozenset({What.CARD, What.LEVEL2, What.LEAD})
"""Said again after a minute where nobody can look: a possible double beats silence."""


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
        self._gate = gate
        self._clock = clock

    async def run(self, document: Document, notice: Notice, late: Late | None) -> None:
        try:
            if notice.state is Progress.SENT:
                await self._redraw(document, notice)
            elif notice.state is Progress.DUE or notice.what in SETTINGS:
                await self._say(document, notice, late)
            else:
                await self._settle(document, notice, late)
        except SlackFailure as failure:
            await self._unheard(document.id, notice, failure)

    async def _say(self, document: Document, notice: Notice, late: Late | None) -> None:
        target = await self._speech.target(notice)
        if notice.what not in SETTINGS:
            await self._gate.post(target)
        if not await self._custody.take(document.id):
            return
        claimed = await self._outbox.claim(document.id, notice.key, late)
        if claimed:
            document, notice = claimed
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

    async def _settle(self, document: Document, notice: Notice, late: Late | None) -> None:
        """A doubtful notice: found in Slack it is said; looked for in vain it is said again."""
        age = (self._clock.now() - (notice.since or notice.due)).total_seconds()
        try:
            place = await self._speech.find(document, notice)
        except SlackFailure as failure:
            await self._blind(document, notice, late, failure, age)
            return
        if place:
            await self._outbox.said(document.id, notice.key, Posted(place.channel, place.ts, 0))
        elif age >= LOOKS[-1] and notice.state is Progress.DOUBTFUL:
            await self._say(document, notice, late)
        else:
            following = next((look for look in LOOKS if look > age), age)
            await self._outbox.doubtful(
                document.id, notice.key, "looked for in vain", timedelta(seconds=following - age)
            )

    async def _blind(
        self, document: Document, notice: Notice, late: Late | None, failure: SlackFailure, age: float
    ) -> None:
        if failure.kind is Kind.DEFINITE and notice.lane.startswith("dm:"):
            raise failure  # whoever it was for cannot be reached any more
        left = A_MINUTE - timedelta(seconds=age)
        if notice.what in URGENT and left <= timedelta(0):
            await self._say(document, notice, late)
            return
        log.warning("cannot look for a doubtful notice", notice=notice.key, error=failure.error)
        wait = failure.wait or (left if left > timedelta(0) else A_MINUTE)
        await self._outbox.doubtful(document.id, notice.key, failure.error, wait)

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
