"""A server of `/slack/events`, and requests that are signed as Slack signs them."""

import io
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
import orjson
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.web import PATH, RequestVerifier, SlackEvents, http_server

SECRET = "shibboleth"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Answer:
    status: int
    text: str


@dataclass
class EventServer:
    """`commands` are the texts that came through to Bolt."""

    port: int
    session: aiohttp.ClientSession
    commands: list[str] = field(default_factory=list)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        url = f"http://127.0.0.1:{self.port}{PATH}"
        async with self.session.post(url, data=io.BytesIO(body), headers=headers) as response:
            return Answer(response.status, await response.text())

    async def command(self, text: str, **changed: str) -> Answer:
        """A genuine command, but for the headers given."""
        body = command(text)
        return await self.post(body, signed(body, FORM) | changed)


def command(text: str) -> bytes:
    fields = {
        "command": "/lina",
        "text": text,
        "user_id": "U0ALICE",
        "trigger_id": "1.2",
        "team_id": "T0LINA",
    }
    return urlencode(fields).encode()


def event(payload: object) -> bytes:
    return orjson.dumps(payload)


def signed(body: bytes, content_type: str, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body.decode())
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signature),
    }


@asynccontextmanager
async def event_server(now: Callable[[], float] = time.time) -> AsyncIterator[EventServer]:
    """Serves a Bolt application that has one command."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0LINA", bot_token="xoxb-server", bot_id="B0LINA")

    bolt = AsyncApp(
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    events = SlackEvents(bolt, RequestVerifier(SECRET, now))
    async with (
        http_server([web.post(PATH, events.receive)], 0, "127.0.0.1") as port,
        aiohttp.ClientSession() as session,
    ):
        server = EventServer(port, session)

        @bolt.command("/lina")
        async def heard(ack: AsyncAck, body: dict[str, str]) -> None:
            server.commands.append(body["text"])
            await ack(f"n° {len(server.commands)}")

        yield server
