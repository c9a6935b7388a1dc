"""Records: what the app did, and what a real workspace would have refused of it."""

from dataclasses import dataclass
from datetime import datetime

from simulator.json_types import Json


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that a correct app never does; `what` is the method or the payload concerned."""

    kind: str
    what: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Web API; `faulted` when an injected fault changed its course."""

    method: str
    arguments: Json
    answer: Json
    at: datetime
    faulted: bool
