"""Looks, once a call is opened, for what came before it, and has its thread say so."""

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest

import structlog

from bot.domain.calls import precedents
from bot.domain.calls.call import Call
from bot.domain.calls.likeness import ALIKE
from bot.domain.calls.precedents import RECENT, Precedents
from bot.domain.calls.stats import CallStats
from bot.domain.clients.directory import Directory
from bot.domain.ports import CallNotifier, Calls, CallSearch, Clients, Clock
from bot.domain.refusals import RecipeUnknown
from bot.domain.stamp import Stamp
from bot.services.change import change
from bot.services.search_upkeep import SearchUpkeep

log = structlog.get_logger(__name__)

NAMED = 5
"""How many recent calls, and how many open ones, the line names."""


@dataclass(kw_only=True)
class PrecedentService:
    """Passes calls on to `notifier`, keeps the search as they are, and looks for what came before each new one.

    Nobody waits for it: the call is opened, and its card on its way, before anything is looked for.

    Attributes:
        last_look: seconds for what is being looked for when the bot is told to stop.
    """

    calls: Calls
    clients: Clients
    search: CallSearch
    upkeep: SearchUpkeep
    clock: Clock
    notifier: CallNotifier
    last_look: float = 1.0
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def notify(self, call: Call, /) -> None:
        """The call was written."""
        self.notifier.notify(call)
        self.upkeep.notify(call)
        if call.version == 0 and call.is_open:
            task = asyncio.create_task(self._look(call))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """Ends what is being looked for, once what can be found in a second is found."""
        if self._running:
            _, late = await asyncio.wait({*self._running}, timeout=self.last_look)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Returns once what came before every call is known."""
        while self._running:
            await asyncio.wait({*self._running})

    async def use_recipe(self, number: str, by: str, recipe: str) -> Call:
        """«Cela a servi»: the recipe of another call was of use for this one.

        Raises:
            RecipeUnknown: that call has no recipe, or its text was purged.
        """
        await self.upkeep.catch_up()
        found = await self.search.remembered([recipe])
        if not (found and found[0].text.recipe):
            raise RecipeUnknown(recipe)
        stamp = Stamp(self.clock.now(), by)
        changed = await change(self.calls, number, lambda c: precedents.use_recipe(c, stamp, recipe))
        self.notify(changed.after)
        return changed.after

    async def _look(self, call: Call) -> None:
        try:
            found = await self._precedents(call)
            changed = await change(self.calls, call.number, lambda c: precedents.tell(c, found))
        except Exception:
            # The call goes on without: nothing that somebody waits for depends on it.
            log.exception("what came before is not known", call=call.number)
            return
        if changed.is_new:
            self.notifier.notify(changed.after)

    async def _precedents(self, call: Call) -> Precedents:
        await self.upkeep.catch_up()
        directory = await self.clients.directory()
        client, now = call.client.code, call.opened.at
        running = [c for c in await self.calls.open_calls(client) if c.number != call.number]
        closed = await self.calls.stats(client, since=now - RECENT)
        count, latest = _recent(running, closed, call)
        return Precedents(
            count=count + 1,
            recent=[number for number, _ in latest],
            alike=await self._alike(call, latest),
            open=[each.number for each in running[:NAMED]],
            close=await self.search.close_to(call.request, client, _same_version(directory, client)),
        )

    async def _alike(self, call: Call, recent: Sequence[tuple[str, str | None]]) -> bool:
        """Whether the latest of the recent calls is about the same subject."""
        if not recent:
            return False
        number, request = recent[0]
        if request is None:
            found = await self.search.remembered([number])
            request = found[0].text.request if found else ""
        return await self.search.likeness(call.request, request) >= ALIKE


def _recent(
    running: Sequence[Call], closed: Sequence[CallStats], call: Call
) -> tuple[int, list[tuple[str, str | None]]]:
    """How many calls of the client were opened in the last 30 days, and the latest `NAMED` of them, latest first.

    Each is a number, and the demand where it is at hand. Both are given oldest first, as they were opened and closed.
    """
    since = call.opened.at - RECENT
    first = bisect_left(running, since, key=_opened_at)
    ended = [each for each in closed if each.opened_at >= since]
    latest: list[tuple[datetime, str, str | None]] = [
        (each.opened.at, each.number, each.request) for each in running[first:][-NAMED:]
    ]
    latest += [(each.opened_at, each.number, None) for each in ended]
    named = nlargest(NAMED, latest, key=_by_opening)
    return len(running) - first + len(ended), [(number, request) for _, number, request in named]


def _opened_at(call: Call) -> datetime:
    return call.opened.at


def _by_opening(each: tuple[datetime, str, str | None]) -> tuple[datetime, str]:
    return each[0], each[1]


def _same_version(directory: Directory, code: str) -> frozenset[str]:
    client = directory.by_code(code)
    if client is None or client.lina_version is None:
        return frozenset()
    version = client.lina_version
    return frozenset(other.code for other in directory.clients.values() if other.lina_version == version)
