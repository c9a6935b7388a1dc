"""One reading of a channel, or of a thread, for all who look for something there at that time."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.slack_gateway import Place, SlackGateway

Where = tuple[str, str | None]
Found = Mapping[str, list[Place]]


@dataclass(slots=True)
class _Scan:
    since: datetime
    reading: asyncio.Task[Found]


class HistorySearch:
    """Whoever asks is served by a reading that begins after it asked; those who ask meanwhile share the next one."""

    def __init__(self, gateway: SlackGateway) -> None:
        self._gateway = gateway
        self._next: dict[Where, _Scan] = {}
        self._turns: defaultdict[Where, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find(self, channel: str, thread: str | None, key: str, since: datetime) -> list[Place]:
        """Every message there that carries the key, oldest first.

        Raises:
            SlackFailure: it cannot be read just now.
        """
        where = (channel, thread)
        scan = self._next.get(where)
        if scan is None:
            scan = self._next[where] = _Scan(since, asyncio.create_task(self._read(where)))
        scan.since = min(scan.since, since)
        # Shielded: who stops waiting does not stop the others.
        return (await asyncio.shield(scan.reading)).get(key, [])

    async def _read(self, where: Where) -> Found:
        channel, thread = where
        async with self._turns[where]:
            scan = self._next.pop(where)
            found = defaultdict(list)
            async for key, place in self._gateway.marked(channel, scan.since, thread):
                found[key].append(place)
        if not self._turns[where].locked():
            self._turns.pop(where, None)
        return {key: sorted(places, key=lambda place: place.ts) for key, places in found.items()}
