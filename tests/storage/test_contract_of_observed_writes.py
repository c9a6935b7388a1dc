"""What every store promises of the measure of its writes: one for each that succeeds, and none for reading."""

import time
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.storage.store import Store
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told, week

Act = Callable[[Store, Call], Awaitable[object]]

WRITES: dict[str, Act] = {
    "open": lambda store, _: store.calls.open("view:2", YEAR, making("view:2")),
    "replace": lambda store, call: store.calls.replace(told(ended(call)), call.version),
    "add a week": lambda store, _: store.weeks.add(week()),
    "change the directory": lambda store, _: store.clients.change(
        lambda d: d.with_client(Client(code="ACME", name="Acme"))
    ),
}
READS: dict[str, Act] = {
    "get": lambda store, call: store.calls.get(call.number),
    "open calls": lambda store, _: store.calls.open_calls(),
    "stats": lambda store, _: store.calls.stats(),
    "due": lambda store, _: store.calls.due_before(NOW + WEEK),
    "a known origin": lambda store, call: store.calls.open(call.origin, YEAR, making(call.origin)),
    "weeks": lambda store, _: store.weeks.every(),
    "directory": lambda store, _: store.clients.directory(),
    "leases": lambda store, call: store.leases.hold(call.number, 1.0),
    "probe": lambda store, _: store.probe(),
}


@pytest.mark.parametrize("write", WRITES)
async def test_a_write_is_observed_once(store: Store, observed: list[float], write: str) -> None:
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    observed.clear()
    began = time.perf_counter()
    await WRITES[write](store, call)
    longest = time.perf_counter() - began
    assert len(observed) == 1
    assert 0 < observed[0] <= longest


@pytest.mark.parametrize("read", READS)
async def test_reading_is_not_observed(store: Store, observed: list[float], read: str) -> None:
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    observed.clear()
    await READS[read](store, call)
    assert observed == []


async def test_a_replaced_week_and_an_archived_call_are_observed(store: Store, observed: list[float]) -> None:
    added = await store.weeks.add(week())
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    await store.calls.replace(told(ended(call)), call.version)
    observed.clear()
    await store.weeks.replace(added, added.version)
    assert len(observed) == 1
    assert await store.calls.archive(NOW + WEEK) == 1
    assert len(observed) > 1
