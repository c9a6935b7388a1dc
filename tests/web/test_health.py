"""`/healthz`, `/readyz`, `/metrics`, as a platform and Prometheus ask for them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.calls.call import State
from bot.metrics import Metrics
from bot.web import Health, PortUnavailableError, http_server
from bot.web.health import CACHE_SECONDS, Check

Response = tuple[int, str, str]
Get = Callable[[str], Awaitable[Response]]


async def nothing() -> bytes:
    return b""


async def broken() -> None:
    raise RuntimeError


@asynccontextmanager
async def probing(health: Health) -> AsyncIterator[Get]:
    async with http_server(health.routes(), 0, "127.0.0.1") as port, aiohttp.ClientSession() as session:

        async def get(path: str) -> Response:
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status, await response.text(), response.headers["Content-Type"]

        yield get


async def test_alive_whatever_is_not_ready():
    async with probing(Health({"slack": broken}, nothing)) as get:
        assert (await get("/healthz"))[:2] == (200, "alive\n")


@pytest.mark.parametrize(
    ("checks", "status", "body"),
    [
        ({"slack": nothing, "store": nothing}, 200, '{"slack": true, "store": true}'),
        ({"slack": broken, "store": nothing}, 503, '{"slack": false, "store": true}'),
        ({"slack": nothing, "store": broken}, 503, '{"slack": true, "store": false}'),
    ],
)
async def test_ready_when_all_is(checks: Mapping[str, Check], status: int, body: str):
    async with probing(Health(checks, nothing)) as get:
        assert (await get("/readyz"))[:2] == (status, body)


async def test_who_asks_often_costs_no_more():
    asked = 0
    now = 0.0

    async def slack() -> None:
        nonlocal asked
        asked += 1

    async with probing(Health({"slack": slack}, nothing, lambda: now)) as get:
        await asyncio.gather(*(get("/readyz") for _ in range(5)))
        assert asked == 1
        now = CACHE_SECONDS
        await get("/readyz")
        assert asked == 2


def test_what_nobody_can_ask_for_is_not_counted():
    metrics = Metrics(exposed=False)
    metrics.acknowledged("command", 0.004)
    metrics.sent("card")
    metrics.missed_call()
    metrics.set_gauges(due=3, late=1, open_calls=[State.LEVEL1])
    assert metrics.exposition() == b""


async def test_the_metrics_are_prometheus():
    metrics = Metrics()
    metrics.acknowledged("command", 0.004)
    metrics.sent("card")
    metrics.retried("card")
    metrics.unconfirmed("level2")
    metrics.rejected("report")
    metrics.pinged(-1.0)
    metrics.written(0.002)
    metrics.set_gauges(due=3, late=1, open_calls=[State.LEVEL1, State.LEVEL1, State.WAITING])

    async def exposed() -> bytes:
        return metrics.exposition()

    async with probing(Health({}, exposed)) as get:
        status, text, content_type = await get("/metrics")
    assert status == 200
    assert content_type.startswith("text/plain; version=")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["lina_acknowledgement_seconds_bucket", "0.005", "command"] == 1
    assert samples["lina_notices_said_total", "card"] == 1
    assert samples["lina_notices_retried_total", "card"] == 1
    assert samples["lina_notices_doubted_total", "level2"] == 1
    assert samples["lina_notices_refused_total", "report"] == 1
    assert samples["lina_ping_lateness_seconds_sum",] == 0
    assert samples["lina_store_write_seconds_sum",] == 0.002
    assert (samples["lina_notices_due",], samples["lina_notices_late",]) == (3, 1)
    assert samples["lina_open_calls", "level1"] == 2
    assert samples["lina_open_calls", "waiting"] == 1
    assert samples["lina_open_calls", "level2"] == 0


async def test_a_port_that_is_taken_is_said_in_a_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortUnavailableError, match=f"PORT: {port}"):
            async with http_server([], port, "127.0.0.1"):
                raise AssertionError("served on a port that is taken")


async def test_the_request_under_way_is_finished_before_the_end():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> bytes:
        begun.set()
        await go_on.wait()
        return b"done"

    async with aiohttp.ClientSession() as session:
        async with http_server(Health({}, slow).routes(), 0, "127.0.0.1") as port:
            answer = asyncio.create_task(session.get(f"http://127.0.0.1:{port}/metrics"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
        async with await answer as response:
            assert await response.text() == "done"
