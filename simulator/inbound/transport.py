"""Transport: the interface of Socket Mode and HTTP, with the envelope and its acknowledgement."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Protocol

from simulator.json_types import Json

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery of a payload.

    Attributes:
        kind: the type of the Socket Mode envelope.
        payload: what the app receives.
        attempt: how many deliveries of the same event came before.
        reason: why the last one failed, in Slack's words; "" for the first attempt.
    """

    kind: EnvelopeKind
    payload: Json
    attempt: int = 0
    reason: str = ""


class AckStatus(Enum):
    """What became of a delivery."""

    ACKNOWLEDGED = auto()
    TIMED_OUT = auto()
    INVALID = auto()  # answered with something else than 200
    CONNECTION_LOST = auto()  # the line broke before the answer
    NOT_CONNECTED = auto()  # no app is there


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's acknowledgement; `body` is {} when it was empty or never came."""

    status: AckStatus
    body: Json = field(default_factory=dict)


class Transport(Protocol):
    """A way to deliver payloads to the app."""

    async def send(self, envelope: Envelope) -> Ack: ...
