"""What came before a call, looked for beside the opening: nobody waits for it, and nothing fails for it."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.outbox.notice import NoticeKind
from bot.domain.refusals import RecipeUnknown
from bot.services.precedents import PrecedentService
from bot.services.search_upkeep import SearchUpkeep
from bot.storage.search_index.index import SearchIndex
from tests.search.closed import closed_call
from tests.services.bench import ServiceBench, put_closed
from tests.support.workspace import ALICE


class HeldIndex(SearchIndex):
    """Answers once the test says so; raises what it is given."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.error = error

    async def close_to(self, request: str, client: str, same_version: frozenset[str]) -> list[str]:
        await self.open.wait()
        if self.error:
            raise self.error
        return await super().close_to(request, client, same_version)


async def service(bench: ServiceBench, index: SearchIndex, past: Sequence[int] = ()) -> PrecedentService:
    """With so many closed calls of ACME's, each with a recipe, closed while the bench's clock stands."""
    calls = [closed_call(n, closed=bench.clock.at, recipe="Redémarrer.") for n in past]
    await index.put(calls)
    await put_closed(bench, calls)
    return PrecedentService(
        calls=bench.store.calls,
        clients=bench.clients,
        search=index,
        upkeep=SearchUpkeep(calls=bench.store.calls, search=index),
        clock=bench.clock,
        notifier=bench.notifier,
    )


async def test_the_call_is_passed_on_at_once_and_the_line_follows(bench: ServiceBench):
    index = HeldIndex()
    precedents = await service(bench, index, [101, 102])
    call = await bench.open(request="imprimante bloquée")
    bench.notifier.documents.clear()
    precedents.notify(call)
    assert bench.notifier.documents == [call]
    index.open.set()
    await precedents.idle()
    told = (await bench.calls.call(call.number)).newest(NoticeKind.PRECEDENTS)
    assert told
    assert (told.facts["count"], told.facts["alike"]) == (3, True)
    assert bench.notifier.documents[1:] == [await bench.calls.call(call.number)]


async def test_what_fails_leaves_the_call_as_it_is(bench: ServiceBench):
    index = HeldIndex(RuntimeError("broken"))
    precedents = await service(bench, index, [101])
    call = await bench.open(request="imprimante bloquée")
    precedents.notify(call)
    index.open.set()
    await precedents.idle()
    assert await bench.calls.call(call.number) == call


async def test_a_bot_that_stops_does_not_wait_for_ever(bench: ServiceBench):
    precedents = await service(bench, HeldIndex(), [101])
    precedents.last_look = 0.01
    precedents.notify(await bench.open(request="imprimante bloquée"))
    await precedents.stop()
    await asyncio.wait_for(precedents.idle(), 5)


async def test_a_call_that_is_only_changed_is_not_looked_at_again(bench: ServiceBench):
    index = HeldIndex()
    precedents = await service(bench, index, [101, 102])
    call = await bench.calls.call_level2((await bench.open(request="imprimante bloquée")).number, ALICE)
    precedents.notify(call)
    await precedents.idle()
    assert (await bench.calls.call(call.number)).newest(NoticeKind.PRECEDENTS) is None


async def test_a_recipe_that_is_none_is_refused(bench: ServiceBench):
    index = SearchIndex()
    precedents = await service(bench, index, [101])
    await index.put([closed_call(102)])
    call = await bench.open()
    used = await precedents.use_recipe(call.number, ALICE, "2026-0101")
    assert used.recipe_use
    for nothing in ("2026-0102", "2026-0999"):
        with pytest.raises(RecipeUnknown):
            await precedents.use_recipe(call.number, ALICE, nothing)
