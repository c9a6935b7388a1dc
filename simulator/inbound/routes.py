"""Route: a way for a payload to reach the app, and what became of it there."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Protocol

from simulator.shapes import Json

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery; `attempt` counts the deliveries of the same event before it, and `reason` says why it failed."""

    kind: EnvelopeKind
    payload: Json
    attempt: int = 0
    reason: str = ""


class Fate(Enum):
    ANSWERED = auto()
    LATE = auto()
    REFUSED = auto()  # answered with something else than 200
    LOST = auto()  # the line broke before the answer
    ABSENT = auto()  # no app is there


@dataclass(frozen=True, slots=True)
class Ack:
    """`body` is what the app answered, {} for an empty answer."""

    fate: Fate
    body: Json = field(default_factory=dict)


class Route(Protocol):
    async def send(self, envelope: Envelope) -> Ack: ...
