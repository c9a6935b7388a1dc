"""Live: tells a browser what is there, then whatever changes, by server-sent events."""

import asyncio
from contextlib import suppress

import orjson
from aiohttp import web

from simulator.json_types import Json
from simulator.page.snapshot import Snapshot, snapshot
from simulator.slack_state.state import SlackState

_GATHER = 0.01  # what changes together is told together
_HEARTBEAT = 10.0
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


class EventStream:
    def __init__(self, slack: SlackState) -> None:
        self._slack = slack
        self._over = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        with suppress(ConnectionError):  # the browser went away
            await self._tell(response)
        return response

    async def end(self, _: web.Application) -> None:
        """Lets the browsers go, for a server that stops."""
        self._over = True
        self._slack.changes.notify()

    async def _tell(self, response: web.StreamResponse) -> None:
        before: Snapshot = {}
        while not self._over:
            seen, now = self._slack.changes.count, snapshot(self._slack)
            await response.write(_event(difference(before, now, whole=not before)))
            before = now
            if seen == self._slack.changes.count:
                await self._slack.changes.changed(_HEARTBEAT)
            await asyncio.sleep(_GATHER)


def difference(before: Snapshot, now: Snapshot, *, whole: bool) -> Json:
    """`put` are the new and changed pieces, `drop` the keys of those gone; `whole` when nothing else is left."""
    changed = {
        key: piece.show()
        for key, piece in now.items()
        if key not in before or before[key].token != piece.token
    }
    return {"whole": whole, "put": changed, "drop": [key for key in before if key not in now]}


def _event(told: Json) -> bytes:
    return b"data: " + orjson.dumps(told, default=str) + b"\n\n"
