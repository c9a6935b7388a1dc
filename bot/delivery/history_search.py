"""The history search: one reading of a channel or thread serves all who look for a message there at that time."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.slack_gateway import SlackGateway
from bot.domain.outbox.notice import Location

Where = tuple[str, str | None]
Found = Mapping[str, list[Location]]


@dataclass(slots=True)
class _Reading:
    since: datetime
    reading: asyncio.Task[Found]


class HistorySearch:
    """Whoever asks is served by a reading that begins after it asked; those who ask meanwhile share the next one."""

    def __init__(self, gateway: SlackGateway) -> None:
        self._gateway = gateway
        self._next: dict[Where, _Reading] = {}
        self._turns: defaultdict[Where, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find(self, channel: str, thread: str | None, key: str, since: datetime) -> list[Location]:
        """Every message there that carries the key, oldest first.

        Raises:
            DeliveryError: it cannot be read just now.
        """
        where = (channel, thread)
        search = self._next.get(where)
        if search is None:
            search = self._next[where] = _Reading(since, asyncio.create_task(self._read(where)))
        search.since = min(search.since, since)
        # Shielded: who stops waiting does not stop the others.
        return (await asyncio.shield(search.reading)).get(key, [])

    async def _read(self, where: Where) -> Found:
        channel, thread = where
        async with self._turns[where]:
            search = self._next.pop(where)
            found = defaultdict(list)
            async for key, location in self._gateway.marked(channel, search.since, thread):
                found[key].append(location)
        if not self._turns[where].locked():
            self._turns.pop(where, None)
        return {key: sorted(locations, key=lambda location: location.ts) for key, locations in found.items()}
