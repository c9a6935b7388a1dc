"""`POST /telephony/TOKEN`: takes what telephone exchanges send, in the form of Zammad's and sipgate's interfaces.

Source: docs.zammad.org/en/latest/api/generic-cti. JSON or form fields; what is not known is ignored.
"""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import quoteattr

import orjson
import structlog
from aiohttp import web

from bot.domain.refusals import StoreRefused, TooBusy
from bot.domain.telephony.ring import PhoneEventKind
from bot.services.telephony import ReceivedEvent

log = structlog.get_logger(__name__)

BODY_BYTES = 16 * 1024
IN_FLIGHT_SECONDS = 1.0
"""For events that are being recorded when the bot is told to stop."""

LOG_EVERY = 60.0
"""Seconds between two log lines about the same trouble."""

ANONYMOUS = frozenset({"", "anonymous", "restricted", "unknown", "private", "unavailable"})

Receive = Callable[[ReceivedEvent], Awaitable[None]]


class TelephonyEndpoint:
    """The handler of the route.

    Args:
        token: the secret last part of the path.
        monotonic: seconds of running time.
    """

    def __init__(self, token: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._token = token.encode()
        self._receive: Receive | None = None
        self._monotonic = monotonic
        self._wrong_token, self._not_recorded = _Throttle(), _Throttle()
        self._recording: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def attached(self, receive: Receive) -> AsyncIterator[None]:
        """Hands events to `receive`, which records them durably; before and after, the answer is 503.

        What is being recorded at the end is waited for.
        """
        self._receive = receive
        try:
            yield
        finally:
            self._receive = None
            if self._recording:
                await asyncio.wait(set(self._recording), timeout=IN_FLIGHT_SECONDS)

    def routes(self) -> list[web.RouteDef]:
        """The route, for the HTTP server."""
        return [web.post("/telephony/{token}", self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """Answers 404 for a wrong token, 413 for a body over 16 KiB, 400 for one that is no event, else 200.

        Where the event could not be recorded it answers 503, so that the exchange tries again.
        """
        if not hmac.compare_digest(request.match_info["token"].encode(errors="replace"), self._token):
            if self._wrong_token.may_log(self._monotonic()):
                log.warning("wrong telephony token", remote=request.remote)
            return web.Response(status=HTTPStatus.NOT_FOUND)
        body = await request.read()
        if len(body) > BODY_BYTES:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            event = decoded(_fields(request.content_type, body))
        except (ValueError, UnicodeDecodeError):
            log.warning("malformed telephony event", remote=request.remote)
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if event is not None and not await self._is_recorded(event):
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        return _answer(request, event)

    async def _is_recorded(self, event: ReceivedEvent) -> bool:
        """Whether it was; a client that hangs up does not undo what is being recorded."""
        if self._receive is None:
            return False
        task = asyncio.create_task(_received(self._receive, event))
        self._recording.add(task)
        task.add_done_callback(self._recording.discard)
        try:
            await asyncio.shield(task)
        except (StoreRefused, TooBusy) as refusal:
            if self._not_recorded.may_log(self._monotonic()):
                log.warning("telephony event not recorded", reason=type(refusal).__name__)
            return False
        return True


class _Throttle:
    """Allows one log line in `LOG_EVERY` seconds."""

    def __init__(self) -> None:
        self._logged_at: float | None = None

    def may_log(self, now: float) -> bool:
        if self._logged_at is not None and now - self._logged_at < LOG_EVERY:
            return False
        self._logged_at = now
        return True


def _answer(request: web.Request, event: ReceivedEvent | None) -> web.Response:
    """Empty; for a new call in form fields it asks for the events that follow, which sipgate sends only then.

    Source: https://github.com/sipgate/sipgate.io, «onAnswer» and «onHangup».
    """
    if (
        event is None
        or event.kind is not PhoneEventKind.NEW_CALL
        or request.content_type == "application/json"
    ):
        return web.Response()
    scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
    url = quoteattr(f"{scheme}://{request.host}{request.path}")
    return web.Response(
        text=f'<?xml version="1.0" encoding="UTF-8"?><Response onAnswer={url} onHangup={url} />',
        content_type="application/xml",
    )


async def _received(receive: Receive, event: ReceivedEvent) -> None:
    await receive(event)


def decoded(fields: Mapping[str, Sequence[str]]) -> ReceivedEvent | None:
    """The event of a request's fields, each with its values; None for what the bot has nothing to do with.

    Raises:
        ValueError: there is no `event`, or no `callId`.
    """
    name, call_id = _first(fields, "event"), _first(fields, "callId")
    if not name or not call_id:
        raise ValueError("event and callId are needed")
    if name not in set(PhoneEventKind) or (_first(fields, "direction") or "in").casefold() not in {
        "in",
        "inbound",
    }:
        return None
    number = _first(fields, "from") or ""
    users = [*fields.get("user[]", ()), *fields.get("user", ()), *fields.get("fullUserId", ())]
    return ReceivedEvent(
        kind=PhoneEventKind(name),
        call_id=call_id[:200],
        number=None if number.casefold() in ANONYMOUS else number,
        to=_first(fields, "to"),
        users=tuple(user[:200] for user in users if user),
        answering_number=_first(fields, "answeringNumber"),
    )


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str | None:
    return next((value.strip() for value in fields.get(name, ()) if value.strip()), None)


def _fields(content_type: str, body: bytes) -> dict[str, list[str]]:
    if content_type == "application/json" or body.lstrip()[:1] == b"{":
        parsed = orjson.loads(body)
        if not isinstance(parsed, dict):
            raise ValueError("no object")
        return {str(name): _texts(value) for name, value in parsed.items()}
    return parse_qs(body.decode(), keep_blank_values=True)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each) for each in values if isinstance(each, str | int)]
