"""Prometheus metrics: counters, histograms and gauges. docs/operation.md says what each means."""

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.calls.call import State

_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0)
_LATE = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0)
_CALLED_BACK = (60.0, 300.0, 600.0, 1800.0, 3600.0, 14400.0, 86400.0)
_WRITTEN = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The metrics of one bot; gauges hold the values last set."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._acknowledgement = Histogram(
            "lina_acknowledgement_seconds",
            "From a payload's arrival to its acknowledgement",
            ["surface"],
            buckets=_ACKNOWLEDGED,
            registry=registry,
        )
        self._lateness = Histogram(
            "lina_ping_lateness_seconds",
            "How long after its time a step of the escalation was begun",
            buckets=_LATE,
            registry=registry,
        )
        self._write = Histogram(
            "lina_store_write_seconds", "One durable write", buckets=_WRITTEN, registry=registry
        )
        self._sent = Counter("lina_notices_said", "Notices said", ["what"], registry=registry)
        self._retried = Counter(
            "lina_notices_retried", "Certainly unsent, to be tried again", ["what"], registry=registry
        )
        self._unconfirmed = Counter(
            "lina_notices_doubted", "Looks at whether a notice was said", ["what"], registry=registry
        )
        self._rejected = Counter("lina_notices_refused", "Refused for good", ["what"], registry=registry)
        self._missed = Counter("lina_missed_calls", "Missed calls that became a card", registry=registry)
        self._called_back = Histogram(
            "lina_call_back_seconds",
            "From a missed call to somebody's calling back",
            buckets=_CALLED_BACK,
            registry=registry,
        )
        self._due = Gauge("lina_notices_due", "Notices that may be said now", registry=registry)
        self._late = Gauge("lina_notices_late", "Notices a minute or more past due", registry=registry)
        self._rate_limited = Gauge(
            "lina_notices_rate_limited", "Notices that wait because Slack takes no more", registry=registry
        )
        self._open = Gauge("lina_open_calls", "Open calls", ["state"], registry=registry)

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
        """Returns all metrics in Prometheus' text format."""
        return generate_latest(self._registry)
