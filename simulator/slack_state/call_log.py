"""The records of what the app did: its Web API calls and its breaches."""

from dataclasses import dataclass
from datetime import datetime

from simulator.json_types import Json


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that a correct app never does.

    Attributes:
        kind: an error code of Slack, or such as `late_acknowledgement`.
        what: the method, command or payload type concerned.
        detail: what exactly was wrong.
        at: when, by the workspace's clock.
    """

    kind: str
    what: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Web API.

    Attributes:
        method: such as `chat.postMessage`.
        arguments: as the app sent them, without the token.
        answer: as the app received it; {} when a fault replaced or aborted it.
        at: when, by the workspace's clock.
        faulted: whether an injected fault changed its course.
    """

    method: str
    arguments: Json
    answer: Json
    at: datetime
    faulted: bool
