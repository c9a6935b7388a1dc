"""Faults that a test injects into the Web API: slow, refused, failed or aborted calls."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from simulator.json_types import Json


class FaultKind(StrEnum):
    """What goes wrong with a call."""

    RATELIMITED = "ratelimited"
    SERVER_ERROR = "server_error"
    HTML = "html"
    CUT_BEFORE = "cut_before"  # the connection is aborted before the method runs
    CUT_AFTER = "cut_after"  # the connection is aborted after the method has run
    DELAY = "delay"  # the method runs at once and the answer comes late
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with some calls of the Web API.

    Attributes:
        kind: what goes wrong.
        method: the method concerned, "*" for every method.
        channel: the channel argument of the calls concerned, None for any or none.
        times: how many calls are concerned; an outage ignores it.
        retry_after: whole seconds of the Retry-After header, for RATELIMITED.
        delay: real seconds before the answer, for DELAY.
        error: the error code, for ERROR.
    """

    kind: FaultKind
    method: str = "chat.postMessage"
    channel: str | None = None
    times: int = 1
    retry_after: int = 1
    delay: float = 0.0
    error: str = "internal_error"


@dataclass(frozen=True, slots=True)
class Outage:
    """A fault of every matching call, until an instant of the real time, whatever the workspace's clock shows."""

    fault: Fault
    until: datetime

    def as_json(self) -> Json:
        return {"kind": self.fault.kind, "until": self.until.isoformat()}


class Faults:
    """The faults that wait for a matching call, and the present outage."""

    def __init__(self) -> None:
        self._waiting: list[list[Fault]] = []
        self._outage: Outage | None = None

    @property
    def outage(self) -> Outage | None:
        """The present outage; None when there is none."""
        return self._outage if self._outage and datetime.now(UTC) < self._outage.until else None

    def start_outage(self, fault: Fault, lasting: timedelta) -> None:
        """Starts an outage of that real duration, in place of any other."""
        self._outage = Outage(fault, datetime.now(UTC) + lasting)

    def add(self, fault: Fault) -> None:
        """Applies the fault to the next `times` matching calls."""
        self._waiting.append([fault] * fault.times)

    def clear(self) -> None:
        """Removes all faults and ends the outage."""
        self._waiting.clear()
        self._outage = None

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault for this call, counted as used; None when the call works."""
        for pending in self._waiting:
            if pending and _fits(pending[0], method, channel):
                return pending.pop()
        return self.outage.fault if self.outage and _fits(self.outage.fault, method, channel) else None


def _fits(fault: Fault, method: str, channel: str | None) -> bool:
    return fault.method in ("*", method) and fault.channel in (None, channel)
