"""Faults: a Slack that is slow, refuses, breaks or drops the line, when a test asks for it."""

from dataclasses import dataclass
from enum import StrEnum


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


class Faults:
    def __init__(self) -> None:
        self._waiting: list[list[Fault]] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append([fault] * fault.times)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that strikes this call, which it uses up."""
        for pending in self._waiting:
            if pending and pending[0].method in ("*", method) and pending[0].channel in (None, channel):
                return pending.pop()
        return None
