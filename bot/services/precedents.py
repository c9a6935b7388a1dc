"""Looks, once a call is opened, for what came before it, and has its thread say so."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.domain.calls import precedents
from bot.domain.calls.call import Call
from bot.domain.calls.closed_calls import ClosedCall
from bot.domain.calls.likeness import ALIKE
from bot.domain.calls.precedents import RECENT, Precedents
from bot.domain.clients.directory import Directory
from bot.domain.ports import CallNotifier, Calls, CallSearch, Clients, Clock
from bot.domain.refusals import RecipeUnknown
from bot.domain.stamp import Stamp
from bot.services.change import change
from bot.services.search_upkeep import SearchUpkeep

log = structlog.get_logger(__name__)

_SAME_SECOND = timedelta(seconds=1)
"""The search counts closings in whole seconds."""

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
        running = [
            c for c in await self.calls.open_calls() if c.client.code == client and c.number != call.number
        ]
        closed = await self.search.closed(now - RECENT, now + _SAME_SECOND, client)
        recent = _latest_first(running, closed, call)
        return Precedents(
            count=len(recent) + 1,
            recent=[number for number, _ in recent[:NAMED]],
            alike=await self._alike(call, recent),
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


def _latest_first(
    running: Sequence[Call], closed: Sequence[ClosedCall], call: Call
) -> list[tuple[str, str | None]]:
    """The numbers of the client's calls that were opened in the last 30 days, and the demand where it is at hand."""
    since = call.opened.at - RECENT
    opened = [(each.opened.at, each.number, each.request) for each in running if each.opened.at >= since]
    ended = [(each.opened_at, each.number, None) for each in closed if each.opened_at >= since]
    return [
        (number, request) for _, number, request in sorted([*opened, *ended], key=_by_opening, reverse=True)
    ]


def _by_opening(each: tuple[object, str, str | None]) -> tuple[object, str]:
    return each[0], each[1]


def _same_version(directory: Directory, code: str) -> frozenset[str]:
    client = directory.by_code(code)
    if client is None or client.lina_version is None:
        return frozenset()
    version = client.lina_version
    return frozenset(other.code for other in directory.clients.values() if other.lina_version == version)
