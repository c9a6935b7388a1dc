"""Prints how long `/lina appel acme …` takes to be acknowledged, the durable write included, beside a bare Bolt.

Run it with `make measure`. Nothing is asserted: a figure depends on the machine, the ratio less so.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.samples import clients
from bot.domain.clients.directory import Directory
from bot.storage.tiny.folder import TinyStore
from simulator import MovableClock
from tests.support.bots import bot_on
from tests.support.workspace import config, simulated

CALLS = 200
OK = 200


def command(n: int, response_url: str) -> AsyncBoltRequest:
    body: dict[str, Any] = {
        "command": "/lina",
        "text": f"appel acme imprimante HS n° {n}",
        "user_id": "U0ALICE",
        "channel_id": "C0SUPPORT",
        "team_id": "T0LINA",
        "trigger_id": f"1.{n}",
        "response_url": response_url,
    }
    return AsyncBoltRequest(mode="socket_mode", body=body)


async def measured(app: AsyncApp, after_each: Any) -> list[float]:
    async with listening_to_words() as url:
        return [await one(app, command(n, url), after_each) for n in range(CALLS)]


@asynccontextmanager
async def listening_to_words() -> AsyncIterator[str]:
    """Takes what is said by the response_url."""

    async def heard(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    application = web.Application()
    application.add_routes([web.post("/", heard)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def one(app: AsyncApp, request: AsyncBoltRequest, after_each: Any) -> float:
    begun = time.perf_counter()
    response = await app.async_dispatch(request)
    taken = (time.perf_counter() - begun) * 1000
    if response.status != OK:
        raise SystemExit(f"not acknowledged: {response.status}")
    await after_each()
    return taken


async def bare() -> list[float]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0LINA", bot_token="xoxb-1", bot_id="B1", bot_user_id="U1"
        )

    app = AsyncApp(authorize=authorize, process_before_response=True)

    @app.command("/lina")
    async def acknowledge(ack: Any) -> None:
        await ack("ok")

    async def nothing() -> None:
        await asyncio.sleep(0)

    return await measured(app, nothing)


async def lina(folder: Path) -> list[float]:
    clock = MovableClock()
    async with (
        simulated(clock=clock) as simulator,
        TinyStore.open(folder) as store,
    ):
        sample = {c.code: c for c in clients(clock.now().date())}
        await store.clients.change(lambda d: Directory(clients=sample, version=d.version))
        client = AsyncWebClient(token=simulator.bot_token, base_url=simulator.api_url, retry_handlers=[])
        bot = await bot_on(config(), store, client, clock)
        await bot.start()
        try:
            return await measured(bot.bolt, bot.dispatcher.idle)
        finally:
            await bot.stop()


def show(name: str, times: list[float], base: list[float]) -> None:
    ratio = statistics.median(times) / statistics.median(base)
    ninety_fifth = statistics.quantiles(times, n=20)[-1]
    print(  # noqa: T201  # its output
        f"{name:<12} median {statistics.median(times):6.2f} ms   p95 {ninety_fifth:6.2f} ms   "
        f"longest {max(times):6.2f} ms   {ratio:4.1f} × bare Bolt"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = asyncio.run(bare())
        ours = asyncio.run(lina(Path(folder) / "data"))
    show("bare Bolt", base, base)
    show("lina", ours, base)


if __name__ == "__main__":
    main()
