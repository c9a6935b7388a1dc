"""The Socket Mode transport: sends payloads by the app's websockets; https://docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio
import contextlib
from collections.abc import Callable
from secrets import token_hex
from weakref import WeakKeyDictionary

import orjson
from aiohttp import WSMsgType, web

from simulator.inbound.transport import Ack, AckStatus, Envelope
from simulator.json_types import Json
from simulator.slack_state.ids import APP_ID

_LIFE = 18060
_MOST = 10


class SocketMode:
    """The app's websockets; invalid acknowledgements are reported to `on_breach`."""

    def __init__(self, ack_timeout: float, on_breach: Callable[[str, str, str], None]) -> None:
        self._ack_timeout = ack_timeout
        self._on_breach = on_breach
        self._closed = False
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._transports: WeakKeyDictionary[web.WebSocketResponse, asyncio.Transport] = WeakKeyDictionary()
        self._awaited: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Ack]]] = {}

    @property
    def connections(self) -> int:
        return len(self._sockets)

    def ticket(self) -> str:
        """A ticket that admits one websocket, once."""
        ticket = token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if self._closed or ticket not in self._tickets:
            raise web.HTTPForbidden(text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._sockets) >= _MOST:
            await _send_json(socket, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._sockets.append(socket)
        if request.transport:
            self._transports[socket] = request.transport
        try:
            await _send_json(socket, self._hello())
            await self._listen(socket)
        finally:
            self._remove(socket)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {"host": "simulator", "build_number": 1, "approximate_connection_time": _LIFE},
            "connection_info": {"app_id": APP_ID},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._receive(orjson.loads(message.data))

    def _receive(self, answer: Json) -> None:
        _, awaited = self._awaited.pop(answer.get("envelope_id", ""), (None, None))
        payload = answer.get("payload") or {}
        if awaited and not awaited.done():
            awaited.set_result(
                Ack(AckStatus.ACKNOWLEDGED, payload) if isinstance(payload, dict) else Ack(AckStatus.INVALID)
            )

    def _remove(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        for owner, answer in self._awaited.values():
            if owner is socket and not answer.done():
                answer.set_result(Ack(AckStatus.CONNECTION_LOST))

    async def send(self, envelope: Envelope) -> Ack:
        """Sends to the least recently used connection and returns its acknowledgement."""
        if not self._sockets:
            return Ack(AckStatus.NOT_CONNECTED)
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope_id = token_hex(16)
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = (socket, answer)
        try:
            await _send_json(socket, _frame(envelope, envelope_id))
            async with asyncio.timeout(self._ack_timeout):
                return self._checked(envelope, await answer)
        except TimeoutError:
            return Ack(AckStatus.TIMED_OUT)
        except ConnectionError:
            return Ack(AckStatus.CONNECTION_LOST)
        finally:
            self._awaited.pop(envelope_id, None)

    def _checked(self, envelope: Envelope, ack: Ack) -> Ack:
        if envelope.kind == "events_api" and ack.body:
            self._on_breach("bad_acknowledgement", "event", "an event's acknowledgement carries no payload")
        return ack

    async def disconnect(self, reason: str) -> None:
        """Sends `disconnect` on all websockets and stops using them."""
        for socket in tuple(self._sockets):
            self._remove(socket)
            with contextlib.suppress(ConnectionError):
                await _send_json(
                    socket, {"type": "disconnect", "reason": reason, "debug_info": {"host": "simulator"}}
                )

    def cut(self) -> None:
        """Aborts the connections of all websockets, without a word."""
        for socket in tuple(self._sockets):
            self._remove(socket)
            if transport := self._transports.get(socket):
                transport.abort()

    async def close(self) -> None:
        """Closes all websockets and admits no new ones."""
        self._closed = True
        for socket in tuple(self._sockets):
            self._remove(socket)
            await socket.close()


async def _send_json(socket: web.WebSocketResponse, message: Json) -> None:
    await socket.send_str(orjson.dumps(message).decode())


def _frame(envelope: Envelope, envelope_id: str) -> Json:
    frame: Json = {
        "envelope_id": envelope_id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
    return frame
