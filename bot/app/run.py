"""Runs the bot as it was configured, until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.bootstrap import build
from bot.app.config import config_of
from bot.app.readiness import SlackReadiness
from bot.app.resources import Resources
from bot.app.store_watch import recover_lost_writes, refuse_forgotten_calls, watch_store
from bot.app.stores import store_of
from bot.app.transports import SlackTransport, by_http, by_socket
from bot.delivery.http_session import http_session
from bot.delivery.identity import Identity, identify
from bot.delivery.rate_limit import Limits
from bot.delivery.retry import DeliveryError
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.ports import Clock
from bot.metrics import Metrics
from bot.settings import Settings, SettingsError
from bot.web import Health
from bot.web.telephony import TelephonyEndpoint

log = structlog.get_logger(__name__)

T = TypeVar("T")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def run(
    settings: Settings,
    *,
    http: bool = False,
    accept_loss: bool = False,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> None:
    """Socket Mode when there is an app token, else HTTP, until SIGTERM or SIGINT; `http` is HTTP all the same.

    `clock` and `limits` are others than the system's and Slack's for a workspace that has its own.

    `accept_loss` goes on although the store's calls are gone.

    Raises:
        SettingsError: a token is missing, or Slack refuses it.
        StoreLostError: they are gone, and that is not accepted.
        StoreUnwritableError: the store can promise nothing any more.
    """
    telephony = TelephonyEndpoint(settings.secrets.require_telephony_token()) if settings.telephony else None
    config, secrets = replace(config_of(settings), limits=limits or Limits()), settings.secrets
    clock = clock or SystemClock()
    client = AsyncWebClient(
        token=secrets.require_bot_token(), base_url=secrets.slack_api_url, retry_handlers=[]
    )
    by_http_only = http or secrets.slack_app_token is None
    bind = settings.http.bind
    transport: SlackTransport = (
        by_http(secrets, bind, telephony) if by_http_only else by_socket(secrets, client, bind, telephony)
    )
    readiness = SlackReadiness(client)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    metrics = Metrics(exposed=by_http_only or secrets.port is not None)
    async with AsyncExitStack() as stack:
        client.session = await stack.enter_async_context(http_session())
        await stack.enter_async_context(_ending_tasks())
        store = await stack.enter_async_context(
            store_of(settings, observe_write=metrics.written, accept_loss=accept_loss)
        )
        health = Health({**readiness.checks(by_socket=not by_http_only), "store": store.probe})
        await stack.enter_async_context(transport.opened(health))
        identity = await _identity(client, stop)
        if identity is None:
            return
        gateway = SlackGateway(client)
        if not await _unless(stop, recover_lost_writes(store, gateway, config.policy, clock)):
            return
        known = refuse_forgotten_calls(store, gateway, config.policy, clock, accept_loss=accept_loss)
        if not await _unless(stop, known):
            return
        bot = build(
            Resources(
                config=config, store=store, client=client, identity=identity, clock=clock, metrics=metrics
            )
        )
        health.exposing(bot.expose)
        async with AsyncExitStack() as connected:
            if await _unless(stop, connected.enter_async_context(transport.connected(bot, readiness))):
                if telephony and bot.telephony:
                    await connected.enter_async_context(telephony.attached(bot.telephony.receive))
                await watch_store(store, stop)
            log.info("stopping")


@asynccontextmanager
async def _ending_tasks() -> AsyncIterator[None]:
    """At the end, what still asks Slack after the bot has stopped is cancelled: the session is about to close."""
    before = asyncio.all_tasks()
    try:
        yield
    finally:
        left = asyncio.all_tasks() - before
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


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
