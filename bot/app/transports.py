"""How the bot hears Slack: by a socket that it opens, or by HTTP. Intake stops first, then what is in flight.

The port is bound before Slack is asked anything: a platform sees at once that the process lives.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.bootstrap import Bot
from bot.app.readiness import SlackReadiness
from bot.app.socket_handler import SocketHandler
from bot.delivery.retry import AUTH_ERRORS, slack_error
from bot.settings import Secrets, SettingsError
from bot.web import PATH, Health, RequestVerifier, SlackEvents, http_server
from bot.web.telephony import TelephonyEndpoint

log = structlog.get_logger(__name__)

DEFAULT_PORT = 3000

IN_FLIGHT_SECONDS = 1.0
"""For requests that are being handled when the bot is told to stop."""

SOCKET_SECONDS = 0.5
"""For what came to be acknowledged, and as long for the socket to be closed; one that is broken is not waited for."""


class SlackTransport(Protocol):
    """How the bot hears Slack."""

    def opened(self, health: Health) -> AbstractAsyncContextManager[None]:
        """Serves the probes, where there is a port, from before there is a bot.

        Raises:
            PortUnavailableError: the port cannot be bound.
        """

    def connected(self, bot: Bot, readiness: SlackReadiness) -> AbstractAsyncContextManager[None]:
        """Connected to Slack until the end of the context; then the bot is stopped.

        Raises:
            SettingsError: Slack refuses the app-level token.
        """


@dataclass
class EventEndpoint:
    """`/slack/events`: answers 503 while there is no bot, so that Slack sends again.

    Attributes:
        secret: the app's signing secret.
    """

    secret: str
    _events: SlackEvents | None = field(default=None, init=False)
    _in_flight: set[asyncio.Task[Any]] = field(default_factory=set, init=False)

    def attach(self, bot: Bot) -> None:
        """The bot hears requests from now on."""
        self._events = SlackEvents(bot.bolt, RequestVerifier(self.secret))

    async def detach(self) -> None:
        """The bot hears none any more; waits for those that it is handling."""
        self._events = None
        if self._in_flight:
            await asyncio.wait(set(self._in_flight), timeout=IN_FLIGHT_SECONDS)

    async def receive(self, request: web.Request) -> web.Response:
        """The route's handler."""
        if self._events is None:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        handling = asyncio.ensure_future(self._events.receive(request))
        self._in_flight.add(handling)
        handling.add_done_callback(self._in_flight.discard)
        return await handling


@dataclass(frozen=True, kw_only=True)
class HttpTransport:
    """On PORT; everything is on one server.

    Attributes:
        endpoint: what Slack posts to.
        port: where it listens.
        bind: the address that it listens on.
        telephony: what the telephone exchange posts to; None where none is configured.
    """

    endpoint: EventEndpoint
    port: int
    bind: str
    telephony: TelephonyEndpoint | None = None

    @asynccontextmanager
    async def opened(self, health: Health) -> AsyncIterator[None]:
        """See `SlackTransport`."""
        routes = [web.post(PATH, self.endpoint.receive), *health.routes(), *_telephony_routes(self.telephony)]
        async with http_server(routes, self.port, self.bind):
            log.info("listening", mode="http", port=self.port, bind=self.bind)
            yield

    @asynccontextmanager
    async def connected(self, bot: Bot, readiness: SlackReadiness) -> AsyncIterator[None]:
        """See `SlackTransport`."""
        async with _started(bot, self.endpoint):
            readiness.wired = True
            yield


@dataclass(frozen=True, kw_only=True)
class SocketTransport:
    """The probes are served where the platform gives a PORT.

    Attributes:
        client: Slack's Web API.
        app_token: the app-level token.
        port: where the probes are served; None for nowhere.
        bind: the address that they are served on.
        telephony: what the telephone exchange posts to, on the same port; None where none is configured.
    """

    client: AsyncWebClient
    app_token: str
    port: int | None
    bind: str
    telephony: TelephonyEndpoint | None = None

    @asynccontextmanager
    async def opened(self, health: Health) -> AsyncIterator[None]:
        """See `SlackTransport`."""
        async with AsyncExitStack() as stack:
            if self.port:
                routes = [*health.routes(), *_telephony_routes(self.telephony)]
                await stack.enter_async_context(http_server(routes, self.port, self.bind))
                log.info("listening", mode="socket", port=self.port, bind=self.bind)
            yield

    @asynccontextmanager
    async def connected(self, bot: Bot, readiness: SlackReadiness) -> AsyncIterator[None]:
        """See `SlackTransport`."""
        await _accepted(self.client, self.app_token)
        async with socket_mode(bot, self.client, self.app_token, readiness):
            log.info("connected", mode="socket")
            yield


def _telephony_routes(endpoint: TelephonyEndpoint | None) -> list[web.RouteDef]:
    return endpoint.routes() if endpoint else []


def by_http(secrets: Secrets, bind: str, telephony: TelephonyEndpoint | None = None) -> HttpTransport:
    """The transport by HTTP.

    Raises:
        SettingsError: there is no signing secret.
    """
    secret = secrets.require_signing_secret()
    return HttpTransport(
        endpoint=EventEndpoint(secret), port=secrets.port or DEFAULT_PORT, bind=bind, telephony=telephony
    )


def by_socket(
    secrets: Secrets, client: AsyncWebClient, bind: str, telephony: TelephonyEndpoint | None = None
) -> SocketTransport:
    """The transport by Socket Mode.

    Raises:
        SettingsError: there is no app-level token.
    """
    return SocketTransport(
        client=client,
        app_token=secrets.require_app_token(),
        port=secrets.port,
        bind=bind,
        telephony=telephony,
    )


async def _accepted(client: AsyncWebClient, app_token: str) -> None:
    """Slack's own client would ask for ever with a token that Slack refuses."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except Exception as error:
        failure = slack_error(error)
        if failure.error in AUTH_ERRORS:
            raise SettingsError(f"SLACK_APP_TOKEN: Slack answers {failure.error}") from error
        log.warning("Slack does not open a socket yet", error=failure.error)


@asynccontextmanager
async def socket_mode(
    bot: Bot, client: AsyncWebClient, app_token: str, readiness: SlackReadiness | None = None
) -> AsyncIterator[None]:
    """Connected by Socket Mode; `readiness` is told of the socket."""
    handler = SocketHandler(bot.bolt, app_token, web_client=client)
    hellos = 0

    async def heard(_client: object, message: dict[str, Any], _raw: str | None) -> None:
        nonlocal hellos
        if message.get("type") == "hello":
            hellos += 1
            if hellos > 1:
                bot.reconnected()

    handler.client.message_listeners.append(heard)
    await bot.start()
    if readiness:
        readiness.wired, readiness.socket = True, handler.client.is_connected
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
        bot.connected()
        yield
    finally:
        await handler.close(SOCKET_SECONDS)
        await bot.stop()


@asynccontextmanager
async def serve_http(bot: Bot, signing_secret: str, port: int) -> AsyncIterator[int]:
    """Answering signed HTTP on the loopback address, beside the probes; yields the port, a free one for 0."""
    endpoint = EventEndpoint(signing_secret)
    routes = [web.post(PATH, endpoint.receive), *bot.health.routes()]
    async with _started(bot, endpoint), http_server(routes, port) as bound:
        bot.connected()
        yield bound


@asynccontextmanager
async def _started(bot: Bot, endpoint: EventEndpoint) -> AsyncIterator[None]:
    await bot.start()
    endpoint.attach(bot)
    bot.connected()
    try:
        yield
    finally:
        await endpoint.detach()
        await bot.stop()
