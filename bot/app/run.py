"""Runs the bot as it was configured, until it is told to stop."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.bootstrap import Resources, build
from bot.app.config import config_of
from bot.app.store_watch import recover_lost_writes, watch_store
from bot.app.stores import store_of
from bot.app.transports import by_http, by_socket
from bot.delivery.identity import Identity, identify
from bot.delivery.rate_limit import Limits
from bot.delivery.retry import DeliveryError
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.ports import Clock
from bot.metrics import Metrics
from bot.settings import Settings, SettingsError

log = structlog.get_logger(__name__)

T = TypeVar("T")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def run(
    settings: Settings, *, http: bool = False, clock: Clock | None = None, limits: Limits | None = None
) -> None:
    """Socket Mode when there is an app token, else HTTP, until SIGTERM or SIGINT; `http` is HTTP all the same.

    `clock` and `limits` are others than the system's and Slack's for a workspace that has its own.

    Raises:
        SettingsError: a token is missing, or Slack refuses it.
        StoreUnwritableError: the store can promise nothing any more.
    """
    if settings.telephony:
        settings.secrets.require_telephony_token()
    config, secrets = replace(config_of(settings), limits=limits or Limits()), settings.secrets
    clock = clock or SystemClock()
    client = AsyncWebClient(
        token=secrets.require_bot_token(), base_url=secrets.slack_api_url, retry_handlers=[]
    )
    connect = by_http(secrets) if http or secrets.slack_app_token is None else by_socket(secrets, client)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    metrics = Metrics()
    async with store_of(settings, observe_write=metrics.written) as store:
        identity = await _identity(client, stop)
        if identity is None:
            return
        await recover_lost_writes(store, SlackGateway(client), config.policy, clock)
        bot = build(
            Resources(
                config=config, store=store, client=client, identity=identity, clock=clock, metrics=metrics
            )
        )
        async with AsyncExitStack() as connected:
            if await _unless(stop, connected.enter_async_context(connect(bot))):
                await watch_store(store, stop)
            log.info("stopping")


async def _identity(client: AsyncWebClient, stop: asyncio.Event) -> Identity | None:
    """Who the bot is; None when it is told to stop before Slack answers."""
    try:
        return next(iter(await _unless(stop, identify(client))), None)
    except DeliveryError as failure:
        raise SettingsError(f"SLACK_BOT_TOKEN: Slack answers {failure.error}") from failure


async def _unless(stop: asyncio.Event, doing: Coroutine[Any, Any, T]) -> list[T]:
    """What comes of it, alone in a list; an empty one when the bot is told to stop first."""
    done, stopped = asyncio.ensure_future(doing), asyncio.ensure_future(stop.wait())
    await asyncio.wait({done, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if done.done():
        return [done.result()]
    done.cancel()
    await asyncio.gather(done, return_exceptions=True)
    return []
