"""The telephone exchange of the page: tells a program of calls, as Zammad's and sipgate's interfaces do.

Source: docs.zammad.org/en/latest/api/generic-cti.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count

import aiohttp

from simulator.json_types import Json

TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCall:
    """A call of the exchange.

    Attributes:
        id: the exchange's own name of the call.
        caller: who calls, as the page names them.
        state: `ringing`, `answered` or `ended`.
        answered_by: who answered; "" before.
        error: what the program answered instead of a success; "" without.
    """

    id: str
    caller: str
    state: str = "ringing"
    answered_by: str = ""
    error: str = ""


class Telephone:
    """Posts events to `url` once it is connected; `changed` is called whenever a call changes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._numbers = count(1)
        self._posting: set[asyncio.Task[None]] = set()
        self.url = ""
        self.line = ""
        self.callers: Mapping[str, str] = {}
        self.calls: dict[str, PhoneCall] = {}

    def connect(self, url: str, callers: Mapping[str, str], line: str) -> None:
        """Sets where events go, who can ring (names and numbers), and the number that they ring."""
        self.url, self.callers, self.line = url, callers, line
        self._changed()

    def ring(self, caller: str) -> None:
        """Lets somebody ring. Raises `LookupError` for who is not among the callers."""
        if caller not in self.callers:
            raise LookupError(f"{caller!r} does not call; there are {sorted(self.callers)}")
        call = PhoneCall(id=f"sim-{next(self._numbers)}", caller=caller)
        self._tell(call, {"event": "newCall"})

    def answer(self, id: str, by: str) -> None:
        """Somebody takes the call; only a ringing one can be."""
        if self.calls[id].state == "ringing":
            call = replace(self.calls[id], state="answered", answered_by=by)
            self._tell(call, {"event": "answer", "user": by})

    def hang_up(self, id: str) -> None:
        """The call ends, answered or not; once."""
        call = self.calls[id]
        if call.state != "ended":
            cause = "normalClearing" if call.state == "answered" else "cancel"
            self._tell(replace(call, state="ended"), {"event": "hangup", "cause": cause})

    def shown(self) -> Json:
        """What the page shows: who can ring, and the calls, the newest first."""
        calls = [
            {"id": c.id, "caller": c.caller, "state": c.state, "answered_by": c.answered_by, "error": c.error}
            for c in reversed(self.calls.values())
        ]
        return {"callers": list(self.callers), "calls": calls}

    async def close(self) -> None:
        """Waits for what is being posted."""
        await asyncio.gather(*self._posting, return_exceptions=True)

    def _tell(self, call: PhoneCall, event: Json) -> None:
        self.calls[call.id] = call
        self._changed()
        task = asyncio.create_task(self._post(call, event))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, call: PhoneCall, event: Json) -> None:
        body = {
            **event,
            "direction": "in",
            "callId": call.id,
            "from": self.callers[call.caller],
            "to": self.line,
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT) as session,
                session.post(self.url, json=body) as answer,
            ):
                error = "" if answer.ok else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as failure:
            error = type(failure).__name__
        if error:
            self.calls[call.id] = replace(self.calls[call.id], error=error)
            self._changed()
