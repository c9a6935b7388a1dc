"""Writes share flushes; a flush that fails takes back all that came with it."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.domain.ports import StoreUnwritableError
from bot.storage.errors import StoreDamagedError
from bot.storage.tiny.files import Tables, UncertainWriteError, put_file
from bot.storage.tiny.group_commit import GroupCommitStorage


class Disk:
    """Counts what is put on it, fails when told, and keeps a flush under way for as long as the gate is shut."""

    def __init__(self) -> None:
        self.flushes = 0
        self.failure: OSError | None = None
        self.rate_limiter = threading.Event()
        self.rate_limiter.set()
        self.busy = threading.Event()

    def put(self, path: Path, content: bytes) -> None:
        self.flushes += 1
        self.busy.set()
        self.rate_limiter.wait(timeout=30)
        if self.failure:
            raise self.failure
        put_file(path, content)


class Bench:
    """A storage with one table, and what it said it took back."""

    def __init__(self, path: Path) -> None:
        self.disk = Disk()
        self.path = path
        self.restored: list[tuple[Tables, Tables]] = []
        self.held: dict[str, dict[str, Any]] = {}
        self.storage = GroupCommitStorage(path, put=self.disk.put, gather=self.gather, restored=self.remember)

    def gather(self) -> None:
        held, self.held = self.held, {}
        if held:
            self.write(**held)

    def remember(self, lost: Tables, standing: Tables) -> None:
        self.restored.append((lost, standing))

    def write(self, **documents: dict[str, Any]) -> None:
        """Adds documents (`d1={…}`) the way TinyDB does: a new table for every change."""
        tables = self.storage.read()
        new = {key.removeprefix("d"): document for key, document in documents.items()}
        tables["things"] = tables.get("things", {}) | new
        self.storage.write(tables)

    def in_memory(self) -> dict[str, Any]:
        return self.storage.read().get("things", {})

    def on_disk(self) -> Any:
        return orjson.loads(self.path.read_bytes())["things"]

    async def flushing(self) -> asyncio.Task[None]:
        """A flush that has begun and waits at the gate."""
        self.disk.rate_limiter.clear()
        self.disk.busy.clear()
        task = asyncio.create_task(self.storage.durable())
        await asyncio.to_thread(self.disk.busy.wait, 10)
        return task


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "things.json")


async def test_what_is_durable_is_in_the_file(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    await bench.storage.durable()
    assert bench.on_disk() == {"1": {"a": 1}}
    bench.write(d2={"b": "é"})
    await bench.storage.durable()
    assert bench.on_disk() == {"1": {"a": 1}, "2": {"b": "é"}}


async def test_the_file_has_a_line_for_each_document(bench: Bench) -> None:
    bench.write(d1={"a": 1}, d2={"b": [2, 3]})
    await bench.storage.durable()
    assert bench.path.read_text().splitlines()[5:7] == ['    "1": {"a":1},', '    "2": {"b":[2,3]}']


async def test_what_is_held_back_is_gathered_once_for_all_who_wait(bench: Bench) -> None:
    async def write(n: int) -> None:
        bench.held[f"d{n}"] = {"n": n}
        await bench.storage.durable()

    await asyncio.gather(*map(write, range(100)))
    assert bench.disk.flushes == 1
    assert len(bench.on_disk()) == 100


async def test_nothing_to_write_is_durable_at_once(bench: Bench) -> None:
    await bench.storage.durable()
    assert bench.disk.flushes == 0
    assert not bench.path.exists()


async def test_many_writes_at_once_share_a_flush(bench: Bench) -> None:
    async def write(n: int) -> None:
        bench.write(**{f"d{n}": {"n": n}})
        await bench.storage.durable()

    await asyncio.gather(*map(write, range(100)))
    assert bench.disk.flushes == 1
    assert len(bench.on_disk()) == 100


async def test_a_write_during_a_flush_is_not_durable_before_the_next(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    first = await bench.flushing()
    bench.write(d2={"b": 2})
    second = asyncio.create_task(bench.storage.durable())
    bench.disk.rate_limiter.set()
    await first
    assert bench.on_disk() == {"1": {"a": 1}}
    assert not second.done()
    await second
    assert bench.on_disk() == {"1": {"a": 1}, "2": {"b": 2}}


async def test_a_failed_flush_takes_its_writes_back(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    await bench.storage.durable()
    bench.write(d1={"a": 2}, d2={"b": 2})
    bench.disk.failure = OSError("no space left")
    with pytest.raises(StoreUnwritableError, match=r"things\.json was not written: no space left"):
        await bench.storage.durable()
    assert bench.in_memory() == bench.on_disk() == {"1": {"a": 1}}
    assert bench.storage.is_clean
    ((lost, standing),) = bench.restored
    assert lost["things"] == {"1": {"a": 2}, "2": {"b": 2}}
    assert standing["things"] == {"1": {"a": 1}}


async def test_what_was_written_during_a_flush_that_fails_fails_with_it(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    first = await bench.flushing()
    bench.write(d2={"b": 2})
    second = asyncio.create_task(bench.storage.durable())
    await asyncio.sleep(0)
    bench.disk.failure = OSError("no space left")
    bench.disk.rate_limiter.set()
    outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnwritableError, StoreUnwritableError]
    assert bench.in_memory() == {}
    assert bench.disk.flushes == 1


async def test_the_disk_may_come_back(bench: Bench) -> None:
    bench.disk.failure = OSError("no space left")
    bench.write(d1={"a": 1})
    with pytest.raises(StoreUnwritableError):
        await bench.storage.durable()
    bench.disk.failure = None
    bench.write(d2={"b": 2})
    await bench.storage.durable()
    assert bench.on_disk() == {"2": {"b": 2}}


async def test_what_is_not_an_error_of_the_disk_is_told_too(bench: Bench) -> None:
    bench.write(d1={"a": object()})
    with pytest.raises(StoreUnwritableError, match="not JSON serializable"):
        await bench.storage.durable()
    assert bench.in_memory() == {}


async def test_after_a_write_whose_fate_is_unknown_nothing_more_is_written(bench: Bench) -> None:
    bench.disk.failure = UncertainWriteError("the folder was not synchronised")
    for _ in range(2):
        bench.write(d1={"a": 1})
        with pytest.raises(StoreUnwritableError, match="folder"):
            await bench.storage.durable()
        bench.disk.failure = None
    assert bench.disk.flushes == 1


async def test_who_stops_waiting_does_not_stop_the_flush(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    impatient = await bench.flushing()
    impatient.cancel()
    patient = asyncio.create_task(bench.storage.durable())
    bench.disk.rate_limiter.set()
    await patient
    assert impatient.cancelled()
    assert bench.on_disk() == {"1": {"a": 1}}


async def test_a_document_is_durable_on_its_own(bench: Bench) -> None:
    bench.write(d1={"a": 1})
    await bench.storage.durable()
    bench.write(d2={"b": 2})
    assert bench.storage.is_durable("things", "1")
    assert not bench.storage.is_durable("things", "2")


async def test_a_file_left_half_written_is_not_the_file(bench: Bench) -> None:
    bench.path.with_name("things.json.new").write_bytes(b'{"things": {"1": {"a"')
    bench.write(d1={"a": 1})
    await bench.storage.durable()
    assert [path.name for path in bench.path.parent.iterdir()] == ["things.json"]


def test_content_that_cannot_take_its_place_is_not_left_lying_about(tmp_path: Path) -> None:
    path = tmp_path / "things.json"
    path.mkdir()
    with pytest.raises(OSError, match=r"things\.json"):
        put_file(path, b"{}")
    assert [entry.name for entry in tmp_path.iterdir()] == ["things.json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"things": []}', b'{"things": {"1": 2}}', b'{"things": {"a": {}}}'],
)
def test_a_file_that_is_not_tables_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "things.json"
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError, match=r"things\.json"):
        Bench(path)
