"""Bounds the connections to the HTTP server: in number, and in the time that a request may take to arrive.

aiohttp waits for ever for the first line of a request. A thousand connections that say nothing would use up the
process's file descriptors, and with them the bot's own requests and files.
"""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

MOST = 200
"""Connections at once; fewer where the process may open few files."""

LEAST = 8

SHARE = 4
"""One descriptor in so many is for connections: the bot's own requests and files always have some left."""

HEADER_SECONDS = 5.0
"""For the head of a connection's first request."""

BODY_SECONDS = 10.0
"""For the body of a request."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def most_connections() -> int:
    """How many connections this process may serve at once."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else max(LEAST, min(MOST, soft // SHARE))


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionLimits:
    """How many connections are served, and how long they may take to send a request.

    Attributes:
        most: connections at once.
        header_seconds: for the head of the first request.
        body_seconds: for a body.
    """

    most: int
    header_seconds: float = HEADER_SECONDS
    body_seconds: float = BODY_SECONDS


class ConnectionGuard:
    """Closes connections that send no request in time; at the limit, a new one takes the oldest silent one's place.

    So whoever sends a request is answered, however many others send none; where all are being answered, the new one
    is closed.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._connections: dict[asyncio.BaseTransport, _Guarded] = {}

    def __len__(self) -> int:
        return len(self._connections)

    def guarded(self, protocol: asyncio.Protocol) -> asyncio.Protocol:
        """The protocol of one connection, within the limits."""
        return _Guarded(protocol, self)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Reads the body in time, and keeps the connection from being closed while the request is answered."""
        connection = self._connections.get(request.transport) if request.transport else None
        if connection is None:
            return await handler(request)
        connection.begins()
        try:
            try:
                async with asyncio.timeout(self._limits.body_seconds):
                    await request.read()
            except TimeoutError:
                return web.Response(status=HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"})
            return await handler(request)
        finally:
            connection.ends()

    def opened(self, connection: "_Guarded", transport: asyncio.Transport) -> bool:
        """Admits a connection; False where there is no room for it."""
        if len(self._connections) >= self._limits.most and not self._make_room():
            log.warning("too many connections: one was closed")
            return False
        self._connections[transport] = connection
        connection.limit(self._limits.header_seconds)
        return True

    def closed(self, transport: asyncio.BaseTransport) -> None:
        """Forgets a connection."""
        self._connections.pop(transport, None)

    def _make_room(self) -> bool:
        by_patience = sorted(
            self._connections.items(), key=lambda item: item[1].heard
        )  # stable: oldest first
        for transport, connection in by_patience:
            if not connection.busy:
                log.warning("too many connections: the oldest silent one was closed")
                self.closed(transport)
                connection.abort()
                return True
        return False


class _Guarded(asyncio.Protocol):
    """One connection: hands everything to aiohttp's own protocol.

    Attributes:
        heard: whether it has sent a request.
        busy: whether one is being answered.
    """

    def __init__(self, protocol: asyncio.Protocol, guard: ConnectionGuard) -> None:
        self._protocol = protocol
        self._guard = guard
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._served = False
        self.heard = False
        self.busy = False

    def limit(self, seconds: float) -> None:
        """Closes the connection unless it sends a request within that time."""
        self._timer = asyncio.get_running_loop().call_later(seconds, self.abort)

    def begins(self) -> None:
        """A request has arrived."""
        self.heard = self.busy = True
        self._stop_timer()

    def ends(self) -> None:
        """The request was answered."""
        self.busy = False

    def abort(self) -> None:
        """Closes the connection without a word."""
        self._stop_timer()
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a server of TCP makes no other
        self._transport = transport
        if not self._guard.opened(self, transport):
            transport.abort()
            return
        self._served = True
        self._protocol.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._served:
            self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received() if self._served else None

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        if self._transport:
            self._guard.closed(self._transport)
        if self._served:
            self._protocol.connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
