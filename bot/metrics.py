"""Prometheus metrics: counters, histograms and gauges. docs/operation.md says what each means."""

from collections.abc import Collection
from functools import partial
from typing import Any

from bot.domain.calls.call import State

_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0)
_LATE = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0)
_CALLED_BACK = (60.0, 300.0, 600.0, 1800.0, 3600.0, 14400.0, 86400.0)
_WRITTEN = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class _Silent:
    """In the place of a counter, a gauge or a histogram that nobody can ask for."""

    def labels(self, *_labels: str) -> "_Silent":
        return self

    def inc(self) -> None:
        """Counts nothing."""

    def observe(self, _value: float) -> None:
        """Observes nothing."""

    def set(self, _value: float) -> None:
        """Sets nothing."""


def _silent(*_described: object, **_options: object) -> _Silent:
    return _Silent()


_UNEXPOSED = (None, _silent, _silent, _silent)


def _prometheus() -> tuple[Any, Any, Any, Any]:
    """A registry, and what makes a histogram, a counter and a gauge in it."""
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

    registry = CollectorRegistry()
    return (
        registry,
        partial(Histogram, registry=registry),
        partial(Counter, registry=registry),
        partial(Gauge, registry=registry),
    )


class Metrics:
    """The metrics of one bot; gauges hold the values last set.

    Args:
        exposed: whether somebody can ask for them; else nothing is counted.
    """

    def __init__(self, *, exposed: bool = True) -> None:
        made = _prometheus() if exposed else _UNEXPOSED
        self._registry: Any = made[0]
        histogram, counter, gauge = made[1:]
        self._acknowledgement = histogram(
            "lina_acknowledgement_seconds",
            "From a payload's arrival to its acknowledgement",
            ["surface"],
            buckets=_ACKNOWLEDGED,
        )
        self._lateness = histogram(
            "lina_ping_lateness_seconds",
            "How long after its time a step of the escalation was begun",
            buckets=_LATE,
        )
        self._write = histogram("lina_store_write_seconds", "One durable write", buckets=_WRITTEN)
        self._sent = counter("lina_notices_said", "Notices said", ["what"])
        self._retried = counter("lina_notices_retried", "Certainly unsent, to be tried again", ["what"])
        self._unconfirmed = counter("lina_notices_doubted", "Looks at whether a notice was said", ["what"])
        self._rejected = counter("lina_notices_refused", "Refused for good", ["what"])
        self._missed = counter("lina_missed_calls", "Missed calls that became a card")
        self._called_back = histogram(
            "lina_call_back_seconds", "From a missed call to somebody's calling back", buckets=_CALLED_BACK
        )
        self._due = gauge("lina_notices_due", "Notices that may be said now")
        self._late = gauge("lina_notices_late", "Notices a minute or more past due")
        self._rate_limited = gauge(
            "lina_notices_rate_limited", "Notices that wait because Slack takes no more"
        )
        self._open = gauge("lina_open_calls", "Open calls", ["state"])

    def acknowledged(self, surface: str, seconds: float) -> None:
        """Observes an acknowledgement, `seconds` after its payload arrived."""
        self._acknowledgement.labels(surface).observe(seconds)

    def sent(self, kind: str) -> None:
        """Counts a notice that was sent."""
        self._sent.labels(kind).inc()

    def retried(self, kind: str) -> None:
        """Counts an attempt that certainly failed and will be made again."""
        self._retried.labels(kind).inc()

    def unconfirmed(self, kind: str) -> None:
        """Counts a search for a notice of which it is unknown whether it was sent."""
        self._unconfirmed.labels(kind).inc()

    def rejected(self, kind: str) -> None:
        """Counts a notice that failed for good."""
        self._rejected.labels(kind).inc()

    def pinged(self, late: float) -> None:
        """Observes a step of the escalation that began `late` seconds after its time."""
        self._lateness.observe(max(0.0, late))

    def written(self, seconds: float) -> None:
        """Observes one durable write of the store."""
        self._write.observe(seconds)

    def missed_call(self) -> None:
        """Counts a missed call that became a card."""
        self._missed.inc()

    def called_back(self, seconds: float) -> None:
        """Observes how long a client whose call was missed waited for somebody to call back."""
        self._called_back.observe(max(0.0, seconds))

    def set_gauges(
        self, *, due: int, late: int, rate_limited: int = 0, open_calls: Collection[State]
    ) -> None:
        """Sets the gauges.

        Args:
            due: notices that may be sent now.
            late: those of them that have been due for a minute or more.
            rate_limited: notices that wait because Slack takes no more for now.
            open_calls: the state of each open call.
        """
        self._due.set(due)
        self._late.set(late)
        self._rate_limited.set(rate_limited)
        for state in State:
            if state is not State.CLOSED:
                self._open.labels(state).set(sum(each is state for each in open_calls))

    def exposition(self) -> bytes:
        """Returns all metrics in Prometheus' text format; nothing where they are not exposed."""
        if self._registry is None:
            return b""
        from prometheus_client import generate_latest

        return generate_latest(self._registry)
