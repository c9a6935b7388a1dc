"""The search follows every store: what was there before, what is written, what another bot writes."""

from datetime import datetime, timedelta

from bot.domain.calls import closing
from bot.domain.calls.redaction import redacted
from bot.domain.ports import SearchQuery
from bot.domain.stamp import Stamp
from bot.services.search_upkeep import SearchUpkeep
from bot.storage.postgres.store import PostgresStore
from bot.storage.search_index.index import SearchIndex
from bot.storage.store import Store
from tests.storage.store_samples import ALICE, NOW, POLICY, YEAR, carded, ended, making, told


async def closed(store: Store, origin: str = "view:1", at: datetime = NOW):
    call, _ = await store.calls.open(origin, YEAR, making(origin))
    done = told(ended(carded(call, f"ts:{origin}"), at))
    return await store.calls.replace(done, call.version)


async def found(upkeep: SearchUpkeep) -> list[str]:
    await upkeep.catch_up()
    hits = (await upkeep.search.search(SearchQuery(words="", client="ACME"))).hits
    return sorted(hit.number for hit in hits)


async def built(store: Store) -> SearchUpkeep:
    upkeep = SearchUpkeep(calls=store.calls, search=SearchIndex())
    upkeep.start()
    await upkeep.built()
    assert upkeep.search.complete
    return upkeep


async def test_archived_and_closed_calls_are_read_at_the_start(store: Store) -> None:
    await closed(store, "view:1")
    await closed(store, "view:2", NOW + timedelta(days=30))
    await store.calls.open("view:3", YEAR, making("view:3"))
    await store.calls.archive(NOW + timedelta(days=10))
    assert await found(await built(store)) == ["2026-0001", "2026-0002"]


async def test_what_is_written_is_found_at_the_next_question(store: Store) -> None:
    upkeep = await built(store)
    call = await closed(store)
    upkeep.notify(call)
    assert await found(upkeep) == ["2026-0001"]
    again = closing.reopen(call, Stamp(NOW + timedelta(hours=1), ALICE), POLICY)
    upkeep.notify(await store.calls.replace(again, call.version))
    assert await found(upkeep) == []


async def test_what_was_written_while_the_store_is_read_is_the_newer_word(store: Store) -> None:
    call = await closed(store)
    upkeep = SearchUpkeep(calls=store.calls, search=SearchIndex())
    upkeep.start()
    purged = await store.calls.replace(redacted(call), call.version)
    upkeep.notify(purged)
    await upkeep.built()
    assert await found(upkeep) == []


async def test_a_purged_text_is_gone_after_a_start(store: Store) -> None:
    call = await closed(store)
    await store.calls.replace(redacted(call), call.version)
    assert await found(await built(store)) == []


async def test_stopping_in_the_middle_leaves_it_incomplete(store: Store) -> None:
    await closed(store)
    upkeep = SearchUpkeep(calls=store.calls, search=SearchIndex())
    upkeep.start()
    await upkeep.stop()
    assert not upkeep.search.complete


async def test_another_bot_on_the_database_is_followed(database_url: str) -> None:
    mine, theirs = await PostgresStore.open(database_url), await PostgresStore.open(database_url)
    try:
        upkeep = await built(mine)
        call = await closed(theirs)
        assert await found(upkeep) == ["2026-0001"]
        await theirs.calls.replace(redacted(call), call.version)
        assert await found(upkeep) == []
    finally:
        await mine.close()
        await theirs.close()
