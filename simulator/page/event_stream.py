"""Sends a browser the workspace's snapshot, then each change of it, by server-sent events."""

import asyncio
from contextlib import suppress

import orjson
from aiohttp import web

from simulator.json_types import Json
from simulator.page.snapshot import Snapshot, snapshot
from simulator.slack_state.state import SlackState

_BATCH_SECONDS = 0.01  # changes within it are sent together
_HEARTBEAT = 10.0
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


class EventStream:
    """Serves `/_page/live` to each open page."""

    def __init__(self, slack: SlackState) -> None:
        self._slack = slack
        self._ended = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        with suppress(ConnectionError):  # the browser went away
            await self._send_changes(response)
        return response

    async def end(self, _: web.Application) -> None:
        """Ends all streams, when the server stops."""
        self._ended = True
        self._slack.changes.notify()

    async def _send_changes(self, response: web.StreamResponse) -> None:
        before: Snapshot = {}
        while not self._ended:
            count, now = self._slack.changes.count, snapshot(self._slack)
            await response.write(_event(difference(before, now, whole=not before)))
            before = now
            if count == self._slack.changes.count:
                await self._slack.changes.changed(_HEARTBEAT)
            await asyncio.sleep(_BATCH_SECONDS)


def difference(before: Snapshot, now: Snapshot, *, whole: bool) -> Json:
    """The changes between two snapshots: new and changed items in `put`, the keys of removed ones in `drop`.

    `whole` tells the browser to discard what it had.
    """
    changed = {
        key: piece.show()
        for key, piece in now.items()
        if key not in before or before[key].token != piece.token
    }
    return {"whole": whole, "put": changed, "drop": [key for key in before if key not in now]}


def _event(changes: Json) -> bytes:
    return b"data: " + orjson.dumps(changes, default=str) + b"\n\n"
