"""Delivery: payloads to the app, each acknowledged in time or else; events are tried again."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from simulator.changes import Changes
from simulator.clock import MovableClock
from simulator.inbound.routes import Ack, Envelope, EnvelopeKind, Fate, Route
from simulator.shapes import Json

_RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
_SEEN = {
    Fate.LATE: "operation_timeout",
    Fate.REFUSED: "dispatch_failed",
    Fate.LOST: "dispatch_failed",
    Fate.ABSENT: "dispatch_failed",
}
_BREACHES = {
    Fate.LATE: ("late_acknowledgement", "not acknowledged in time"),
    Fate.REFUSED: ("failed_acknowledgement", "answered with something else than 200 and an object"),
}
_REASONS = {Fate.LATE: "http_timeout", Fate.REFUSED: "http_error"}


class PersonSaw(Exception):  # noqa: N818 - what a person reads on the screen, not a failure of the simulator
    """Slack's own error in the place of the app's answer."""


class Delivery:
    """`on_breach` hears of late and bad acknowledgements; retries follow `clock`."""

    def __init__(
        self,
        route: Callable[[], Route],
        clock: MovableClock,
        changes: Changes,
        on_breach: Callable[[str, str, str], None],
    ) -> None:
        self._route = route
        self._clock = clock
        self._changes = changes
        self._on_breach = on_breach
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_attempts: set[asyncio.Event] = set()

    async def ask(self, kind: EnvelopeKind, payload: Json, what: str) -> Json:
        """The app's answer to a person's act; raises PersonSaw when there is none in time."""
        ack = await self._send(Envelope(kind, payload), what)
        if ack.fate is not Fate.ANSWERED:
            raise PersonSaw(_SEEN[ack.fate])
        return ack.body

    def tell(self, payload: Json, what: str) -> None:
        """Sends an event in the background, and again while it is not acknowledged."""
        attempted = asyncio.Event()
        self._first_attempts.add(attempted)
        task = asyncio.create_task(self._tell(payload, what, attempted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._tried(attempted))

    async def attempted(self) -> None:
        """Returns once each event told so far has been delivered, or failed, a first time."""
        for attempted in tuple(self._first_attempts):
            await attempted.wait()

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, payload: Json, what: str, attempted: asyncio.Event) -> None:
        ack = await self._send(Envelope("events_api", payload), what)
        self._tried(attempted)
        for attempt, delay in enumerate(_RETRIES, start=1):
            if ack.fate is Fate.ANSWERED:
                return
            await self._sleep(delay)
            reason = _REASONS.get(ack.fate, "connection_failed")
            ack = await self._send(Envelope("events_api", payload, attempt, reason), what)

    def _tried(self, attempted: asyncio.Event) -> None:
        self._first_attempts.discard(attempted)
        attempted.set()

    async def _send(self, envelope: Envelope, what: str) -> Ack:
        ack = await self._route().send(envelope)
        if ack.fate in _BREACHES:
            kind, detail = _BREACHES[ack.fate]
            self._on_breach(kind, what, detail)
        return ack

    async def _sleep(self, delay: timedelta) -> None:
        due = self._clock.now() + delay
        while (left := due - self._clock.now()) > timedelta(0):
            await self._changes.changed(left.total_seconds())
