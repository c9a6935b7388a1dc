"""SmtpSink: an SMTP server that records every mail and sends none."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from simulator.connections import abort, stop_accepting
from simulator.slack_state.sinks import Mail

_LONGEST_LINE = 1 << 20
_READY = b"220 simulator\r\n"
_OK = b"250 OK\r\n"
_CONTINUE = b"354 end with a dot on a line\r\n"
_BYE = b"221 bye\r\n"
_UNKNOWN = b"502 not understood\r\n"
_RESETTING = ("MAIL", "DATA", "RSET")
_KNOWN = (*_RESETTING, "EHLO", "HELO", "RCPT", "NOOP")


class SmtpSink:
    """Gives each mail to `record`, dated by `now`.

    Attributes:
        port: the port it listens on; 0 before `start`.
    """

    def __init__(self, record: Callable[[Mail], None], now: Callable[[], datetime]) -> None:
        self._record = record
        self._now = now
        self._server: asyncio.Server | None = None
        self._sessions: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.port = 0

    async def start(self, host: str) -> None:
        self._server = await asyncio.start_server(self._accept, host, 0, limit=_LONGEST_LINE)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stops listening, and closes every connection."""
        if self._server is None:
            return
        await stop_accepting(self._server)
        sessions = dict(self._sessions)
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        # A session that was cancelled before it began has closed nothing.
        await abort([writer.transport for writer in sessions.values()])

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = asyncio.create_task(self._serve(reader, writer))
        self._sessions[session] = writer
        session.add_done_callback(self._sessions.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipients: list[str] = []
        try:
            writer.write(_READY)
            while line := await reader.readline():
                words = line.decode("utf-8", "replace").strip()
                writer.write(await self._answer(words, recipients, reader, writer))
                await writer.drain()
                if words.upper() == "QUIT":
                    return
        except ConnectionError:
            return  # who hangs up says nothing more
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(
        self, words: str, recipients: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        verb = words[:4].upper()
        if verb == "DATA":
            writer.write(_CONTINUE)
            self._record(_read(await _content(reader), tuple(recipients), self._now()))
        if verb == "RCPT":
            recipients.append(words.partition("<")[2].partition(">")[0])
        elif verb in _RESETTING:
            recipients.clear()
        return _BYE if verb == "QUIT" else _OK if verb in _KNOWN else _UNKNOWN


async def _content(reader: asyncio.StreamReader) -> bytes:
    lines: list[bytes] = []
    while (line := await reader.readline()).rstrip(b"\r\n") != b"." and line:
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines)


def _read(content: bytes, recipients: tuple[str, ...], at: datetime) -> Mail:
    message = message_from_bytes(content, policy=default)
    return Mail(
        sender=str(message["From"] or ""),
        to=recipients,
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        at=at,
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""
