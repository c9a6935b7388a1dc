"""Delivers payloads to the app, waits for the acknowledgement, and retries events."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from simulator.clock import MovableClock
from simulator.inbound.transport import Ack, AckStatus, Envelope, EnvelopeKind, Transport
from simulator.json_types import Json
from simulator.slack_state.change_signal import ChangeSignal

_RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
_SHOWN_ERRORS = {
    AckStatus.TIMED_OUT: "operation_timeout",
    AckStatus.INVALID: "dispatch_failed",
    AckStatus.CONNECTION_LOST: "dispatch_failed",
    AckStatus.NOT_CONNECTED: "dispatch_failed",
}
_BREACHES = {
    AckStatus.TIMED_OUT: ("late_acknowledgement", "not acknowledged in time"),
    AckStatus.INVALID: ("failed_acknowledgement", "answered with something else than 200 and an object"),
}
_REASONS = {AckStatus.TIMED_OUT: "http_timeout", AckStatus.INVALID: "http_error"}


class UserFacingError(Exception):
    """The error that Slack's client shows to the person, such as `operation_timeout`."""


class PayloadDelivery:
    """Delivers payloads by whichever transport is in use; retries of events are due by `clock`.

    Late and invalid acknowledgements are reported to `on_breach`. Retries as in https://docs.slack.dev/apis/events-api.
    """

    def __init__(
        self,
        transport: Callable[[], Transport],
        clock: MovableClock,
        changes: ChangeSignal,
        on_breach: Callable[[str, str, str], None],
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._changes = changes
        self._on_breach = on_breach
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_attempts: set[asyncio.Event] = set()

    async def request(self, kind: EnvelopeKind, payload: Json, what: str) -> Json:
        """Delivers a payload and returns the acknowledgement's body; raises UserFacingError when none comes in time."""
        ack = await self._send(Envelope(kind, payload), what)
        if ack.status is not AckStatus.ACKNOWLEDGED:
            raise UserFacingError(_SHOWN_ERRORS[ack.status])
        return ack.body

    def send_event(self, payload: Json, what: str) -> None:
        """Delivers an event in the background; retries at once, after 1 min and 5 min until it is acknowledged."""
        attempted = asyncio.Event()
        self._first_attempts.add(attempted)
        task = asyncio.create_task(self._deliver_event(payload, what, attempted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._mark_attempted(attempted))

    async def wait_first_attempts(self) -> None:
        """Returns once every event sent so far has had its first attempt."""
        for attempted in tuple(self._first_attempts):
            await attempted.wait()

    async def close(self) -> None:
        """Cancels the deliveries under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver_event(self, payload: Json, what: str, attempted: asyncio.Event) -> None:
        ack = await self._send(Envelope("events_api", payload), what)
        self._mark_attempted(attempted)
        for attempt, delay in enumerate(_RETRIES, start=1):
            if ack.status is AckStatus.ACKNOWLEDGED:
                return
            await self._sleep(delay)
            reason = _REASONS.get(ack.status, "connection_failed")
            ack = await self._send(Envelope("events_api", payload, attempt, reason), what)

    def _mark_attempted(self, attempted: asyncio.Event) -> None:
        self._first_attempts.discard(attempted)
        attempted.set()

    async def _send(self, envelope: Envelope, what: str) -> Ack:
        ack = await self._transport().send(envelope)
        if ack.status in _BREACHES:
            kind, detail = _BREACHES[ack.status]
            self._on_breach(kind, what, detail)
        return ack

    async def _sleep(self, delay: timedelta) -> None:
        due = self._clock.now() + delay
        while (left := due - self._clock.now()) > timedelta(0):
            await self._changes.changed(left.total_seconds())
