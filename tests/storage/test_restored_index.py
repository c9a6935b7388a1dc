"""A restored folder has the index of its archive: the first start reads no archived call."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from bot.domain.calls.call import Call
from bot.storage.snapshot import Record
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.index_cache import IndexedCall, read_cache
from bot.storage.tiny.months import month_files
from bot.storage.tiny.snapshot import TinySnapshot
from tests.storage.store_samples import NOW, carded, ended, making, told

MONTHS, A_MONTH = 3, 4


def archived(n: int) -> Call:
    at = NOW - timedelta(days=31 * (MONTHS - 1 - n // A_MONTH), hours=n)
    return told(ended(carded(making(f"view:{n}", at=at)(f"2026-{n + 1:04d}"), f"ts:{n}"), at))


async def test_every_month_comes_with_its_index(tmp_path: Path) -> None:
    calls = [archived(n) for n in range(MONTHS * A_MONTH)]
    running = making("view:running")("2026-0099")

    async def records() -> AsyncIterator[Record]:
        for call in calls:
            yield Record(call, archived=True)
        yield Record(running)

    folder = tmp_path / "data"
    await TinySnapshot(folder).fill(records())
    paths = month_files(folder)
    cached = [read_cache(path) for path in paths]
    assert len(paths) == MONTHS
    assert [indexed for month in cached for indexed in month or ()] == [
        IndexedCall.of(call) for call in calls
    ]
    async with TinyStore.open(folder) as store:
        assert len(await store.calls.stats()) == len(calls)
        assert await store.calls.get(calls[0].number) == calls[0]
        assert [call.number for call in await store.calls.open_calls()] == [running.number]


async def test_the_last_records_may_be_the_archive(tmp_path: Path) -> None:
    async def records() -> AsyncIterator[Record]:
        yield Record(archived(0), archived=True)

    folder = tmp_path / "data"
    await TinySnapshot(folder).fill(records())
    assert [read_cache(path) for path in month_files(folder)] == [[IndexedCall.of(archived(0))]]
