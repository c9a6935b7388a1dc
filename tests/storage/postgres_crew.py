"""Several bots on one database, all in the simulated workspace."""

from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, BotConfig, socket_mode
from bot.demo.samples import clients
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice
from bot.storage.postgres.store import PostgresStore
from simulator import Simulator
from tests.support.bots import bot_on


class Crew:
    """`hire` starts one more bot, each with connections of its own; `stop` stops them all."""

    def __init__(self, simulator: Simulator, url: str, plan: BotConfig) -> None:
        self.simulator = simulator
        self._url = url
        self._plan = plan
        self._running = AsyncExitStack()
        self.bots: list[Bot] = []
        self.stores: list[PostgresStore] = []

    async def hire(self) -> None:
        store = await self._running.enter_async_context(await PostgresStore.open(self._url))
        token, address = self.simulator.bot_token, self.simulator.api_url
        client = AsyncWebClient(token, address, retry_handlers=[])
        bot = await bot_on(self._plan, store, client, self.simulator.clock)
        self.stores.append(store)
        await self._running.enter_async_context(socket_mode(bot, client, self.simulator.app_token))
        self.bots.append(bot)

    async def stop(self) -> None:
        await self._running.aclose()

    async def later(self, **ago: float) -> None:
        """Time passes, at once; every bot looks at the clock."""
        self.simulator.clock.advance(timedelta(**ago))
        for bot in self.bots:
            await bot.jobs.clock_moved()

    async def quiet(self) -> None:
        """Once no bot has anything left to say now."""
        while any([await self._is_talking(bot) for bot in self.bots]):
            pass

    async def _is_talking(self, bot: Bot) -> bool:
        await bot.dispatcher.idle()
        await bot.jobs.look_ahead()
        now = self.simulator.clock.now()
        return bool(
            [*await self.stores[0].calls.due_before(now), *await self.stores[0].weeks.due_before(now)]
        )

    async def notices(self) -> list[Notice]:
        """All of all calls and weeks."""
        store = self.stores[0]
        of_calls = [notice async for call in store.calls.every() for notice in call.notices]
        return [*of_calls, *(notice for week in await store.weeks.every() for notice in week.notices)]

    def posted(self) -> Counter[str]:
        """How many messages carry each notice's key, wherever they stand."""
        channels = self.simulator.workspace.channels.values()
        events = [m.metadata for c in channels for m in c.messages.values() if m.metadata]
        return Counter(event["event_payload"]["key"] for event in events)


async def stock(url: str, simulator: Simulator) -> None:
    """The demo's clients, before the first bot."""
    sample = {client.code: client for client in clients(simulator.clock.now().date())}
    async with await PostgresStore.open(url) as store:
        await store.clients.change(lambda d: Directory(clients=sample, version=d.version))
