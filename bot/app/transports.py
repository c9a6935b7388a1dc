"""How the bot hears Slack: by a socket that it opens, or by HTTP. Intake stops first, then what is in flight."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.bootstrap import Bot
from bot.delivery.retry import AUTH_ERRORS, slack_error
from bot.settings import Secrets, SettingsError
from bot.web import PATH, RequestVerifier, SlackEvents, http_server

log = structlog.get_logger(__name__)

DEFAULT_PORT = 3000

Connect = Callable[[Bot], AbstractAsyncContextManager[None]]


def by_http(secrets: Secrets) -> Connect:
    """On PORT; everything is on one server.

    Raises:
        SettingsError: there is no signing secret.
    """
    secret, port = secrets.require_signing_secret(), secrets.port or DEFAULT_PORT

    @asynccontextmanager
    async def connected(bot: Bot) -> AsyncIterator[None]:
        async with serve_http(bot, secret, port):
            log.info("listening", mode="http", port=port)
            yield

    return connected


def by_socket(secrets: Secrets, client: AsyncWebClient) -> Connect:
    """The probes are served where the platform gives a PORT.

    Raises:
        SettingsError: there is no app-level token.
    """
    app_token, port = secrets.require_app_token(), secrets.port

    @asynccontextmanager
    async def connected(bot: Bot) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if port:
                await stack.enter_async_context(http_server(bot.routes(), port))
            await _accepted(client, app_token)
            await stack.enter_async_context(socket_mode(bot, client, app_token))
            log.info("listening", mode="socket", port=port)
            yield

    return connected


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
async def socket_mode(bot: Bot, client: AsyncWebClient, app_token: str) -> AsyncIterator[None]:
    """Connected by Socket Mode."""
    socket = AsyncSocketModeHandler(bot.bolt, app_token, web_client=client)
    await bot.start()
    try:
        await socket.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
        yield
    finally:
        await socket.close_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
        await bot.stop()


@asynccontextmanager
async def serve_http(bot: Bot, signing_secret: str, port: int) -> AsyncIterator[int]:
    """Answering signed HTTP, beside the probes; yields the port, which is a free one for 0."""
    events = SlackEvents(bot.bolt, RequestVerifier(signing_secret))
    await bot.start()
    try:
        async with http_server([web.post(PATH, events.receive), *bot.routes()], port) as bound:
            yield bound
    finally:
        await bot.stop()
