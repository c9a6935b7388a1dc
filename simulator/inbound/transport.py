"""Route: a way for a payload to reach the app, and what became of it there."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Protocol

from simulator.json_types import Json

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery; `attempt` counts the deliveries of the same event before it, and `reason` says why it failed."""

    kind: EnvelopeKind
    payload: Json
    attempt: int = 0
    reason: str = ""


class AckStatus(Enum):
    ACKNOWLEDGED = auto()
    TIMED_OUT = auto()
    INVALID = auto()  # answered with something else than 200
    CONNECTION_LOST = auto()  # the line broke before the answer
    NOT_CONNECTED = auto()  # no app is there


@dataclass(frozen=True, slots=True)
class Ack:
    """`body` is what the app answered, {} for an empty answer."""

    status: AckStatus
    body: Json = field(default_factory=dict)


class Transport(Protocol):
    async def send(self, envelope: Envelope) -> Ack: ...
