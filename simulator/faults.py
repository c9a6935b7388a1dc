"""Faults: a Slack that is slow, refuses, breaks or drops the line, when a test asks for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from simulator.json_types import Json


class FaultKind(StrEnum):
    RATELIMITED = "ratelimited"
    SERVER_ERROR = "server_error"
    HTML = "html"
    CUT_BEFORE = "cut_before"  # the line drops and nothing was done
    CUT_AFTER = "cut_after"  # the line drops and all was done
    DELAY = "delay"  # all is done at once and the answer held back
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Strikes the next `times` calls of a method ("*": any), in a channel (None: any); seconds are real ones."""

    kind: FaultKind
    method: str = "chat.postMessage"
    channel: str | None = None
    times: int = 1
    retry_after: int = 1
    delay: float = 0.0
    error: str = "internal_error"


@dataclass(frozen=True, slots=True)
class Outage:
    """A fault that strikes every call it fits, until a real instant."""

    fault: Fault
    until: datetime

    def told(self) -> Json:
        return {"kind": self.fault.kind, "until": self.until.isoformat()}


class Faults:
    def __init__(self) -> None:
        self._waiting: list[list[Fault]] = []
        self._outage: Outage | None = None

    @property
    def outage(self) -> Outage | None:
        """The spell under which Slack is now."""
        return self._outage if self._outage and datetime.now(UTC) < self._outage.until else None

    def start_outage(self, fault: Fault, lasting: timedelta) -> None:
        """Instead of the spell there was."""
        self._outage = Outage(fault, datetime.now(UTC) + lasting)

    def add(self, fault: Fault) -> None:
        self._waiting.append([fault] * fault.times)

    def clear(self) -> None:
        self._waiting.clear()
        self._outage = None

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that strikes this call, which it uses up."""
        for pending in self._waiting:
            if pending and _fits(pending[0], method, channel):
                return pending.pop()
        return self.outage.fault if self.outage and _fits(self.outage.fault, method, channel) else None


def _fits(fault: Fault, method: str, channel: str | None) -> bool:
    return fault.method in ("*", method) and fault.channel in (None, channel)
