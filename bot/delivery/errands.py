"""One errand of the courier: say one notice, redraw one message, or settle a doubt, and write down how it went."""

from datetime import timedelta

import structlog

from bot.delivery.failures import A_MINUTE, Kind, SlackFailure
from bot.delivery.gate import Gate
from bot.delivery.slack import Place, SlackVoice
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.domain.call import Call
from bot.domain.notice import Late, Notice, Progress, What, backoff, parent
from bot.domain.ports import Clock, Document, People
from bot.domain.saying import Posted
from bot.rendering.renderer import Message, Renderer

log = structlog.get_logger(__name__)

LOOKS = (0.0, 3.0, 6.0)
"""Seconds after an attempt at which its message is looked for: Slack's history lags."""

URGENT = frozenset({What.CARD, What.LEVEL2, What.LEAD})
"""Said again after a minute where nobody can look: a possible double beats silence."""

SETTINGS = frozenset({What.TOPIC, What.USERGROUP})
"""States of the workspace rather than messages: doing them again does no harm."""


class Errands:
    """`run` returns the document as it stands afterwards."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        reading: ReadingDesk,
        renderer: Renderer,
        voice: SlackVoice,
        people: People,
        gate: Gate,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._reading = reading
        self._renderer = renderer
        self._voice = voice
        self._people = people
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
        target = await self._target(notice)
        if notice.what not in SETTINGS:
            await self._gate.post(target)
        claimed = await self._outbox.claim(document.id, notice.key, late)
        if claimed:
            document, notice = claimed
            place = await self._speak(document, notice, target)
            where = Posted(place.channel, place.ts, notice.face) if place else Posted(None, None, notice.face)
            await self._outbox.said(document.id, notice.key, where)

    async def _speak(self, document: Document, notice: Notice, target: str) -> Place | None:
        if notice.what is What.USERGROUP:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a user group
            await self._voice.usergroup(target, document.person or "")
            return None
        if notice.what is What.TOPIC:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a topic
            await self._voice.topic(target, self._renderer.topic(await self._reading.week(document, notice)))
            return None
        message = await self._render(document, notice)
        thread = _thread(document, notice)
        broadcast = notice.what is What.REMINDER
        return await self._voice.post(target, message, notice.key, thread, broadcast=broadcast)

    async def _redraw(self, document: Document, notice: Notice) -> None:
        await self._gate.update()
        current = await self._outbox.document(document.id)
        newest = next((n for n in current.notices if n.key == notice.key), None) if current else None
        if current is None or newest is None or not newest.stale or not (newest.channel and newest.ts):
            return
        message = await self._render(current, newest)
        await self._voice.redraw(Place(newest.channel, newest.ts), message)
        await self._outbox.redrawn(current.id, newest.key, newest.face)

    async def _render(self, document: Document, notice: Notice) -> Message:
        if isinstance(document, Call):
            return self._renderer.notice(await self._reading.call(document, notice))
        return self._renderer.notice(await self._reading.week(document, notice))

    async def _target(self, notice: Notice) -> str:
        """The channel; a person's direct messages for the lane of a person."""
        if not notice.lane.startswith("dm:"):
            return notice.to
        person = await self._people.find(notice.to)
        if person is None:
            raise SlackFailure(Kind.DEFINITE, "users_not_found")
        return await self._voice.direct(person)

    async def _settle(self, document: Document, notice: Notice, late: Late | None) -> None:
        """A doubtful notice: found in Slack it is said; looked for in vain it is said again."""
        age = (self._clock.now() - (notice.since or notice.due)).total_seconds()
        target = await self._target(notice)
        try:
            place = await self._voice.find(
                target, notice.key, notice.since or notice.due, _thread(document, notice)
            )
        except SlackFailure as failure:
            await self._blind(document, notice, late, failure, age)
            return
        if place:
            await self._outbox.said(document.id, notice.key, Posted(place.channel, place.ts, 0))
        elif age >= LOOKS[-1]:
            await self._say(document, notice, late)
        else:
            following = next(look for look in LOOKS if look > age)
            await self._outbox.doubtful(
                document.id, notice.key, "looked for in vain", timedelta(seconds=following - age)
            )

    async def _blind(
        self, document: Document, notice: Notice, late: Late | None, failure: SlackFailure, age: float
    ) -> None:
        if notice.what in URGENT and age >= A_MINUTE.total_seconds():
            await self._say(document, notice, late)
            return
        wait = failure.wait or timedelta(seconds=max(1.0, A_MINUTE.total_seconds() - age))
        log.warning("cannot look for a doubtful notice", notice=notice.key, error=failure.error)
        await self._outbox.doubtful(document.id, notice.key, failure.error, wait)

    async def _unheard(self, id: str, notice: Notice, failure: SlackFailure) -> None:
        log.warning("not said", notice=notice.key, kind=str(failure.kind), error=failure.error)
        if notice.state is Progress.SENT:
            await self._not_redrawn(id, notice, failure)
        elif failure.kind is Kind.DOUBTFUL:
            await self._outbox.doubtful(id, notice.key, failure.error, timedelta(0))
        elif failure.kind is Kind.DEFINITE:
            await self._outbox.refused(id, notice.key, failure.error)
        else:
            await self._outbox.unsent(id, notice.key, failure.error, failure.wait)

    async def _not_redrawn(self, id: str, notice: Notice, failure: SlackFailure) -> None:
        if failure.error == "message_not_found" and notice.what is What.CARD:
            await self._outbox.lost(id, notice.key)
        elif failure.kind is Kind.DEFINITE:
            await self._outbox.redrawn(id, notice.key, notice.face)
        else:
            await self._outbox.postpone(id, notice.key, failure.error, failure.wait or backoff(1))


def _thread(document: Document, notice: Notice) -> str | None:
    above = parent(document.notices, notice)
    return above.ts if above else None
