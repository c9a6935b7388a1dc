"""Mailbox: a mail server on this machine that takes every mail and sends none on."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from simulator.slack_state.sinks import Mail

_LINE_MOST = 1 << 20
_READY = b"220 simulator\r\n"
_OK = b"250 OK\r\n"
_GO_ON = b"354 end with a dot on a line\r\n"
_BYE = b"221 bye\r\n"
_UNKNOWN = b"502 not understood\r\n"
_FRESH = ("MAIL", "DATA", "RSET")
_KNOWN = (*_FRESH, "EHLO", "HELO", "RCPT", "NOOP")


class SmtpSink:
    """`record` is handed each mail; `now` dates it."""

    def __init__(self, record: Callable[[Mail], None], now: Callable[[], datetime]) -> None:
        self._record = record
        self._now = now
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self, host: str) -> None:
        self._server = await asyncio.start_server(self._met, host, 0, limit=_LINE_MOST)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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

    async def _answer(
        self, words: str, recipients: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        verb = words[:4].upper()
        if verb == "DATA":
            writer.write(_GO_ON)
            self._record(_read(await _content(reader), tuple(recipients), self._now()))
        if verb == "RCPT":
            recipients.append(words.partition("<")[2].partition(">")[0])
        elif verb in _FRESH:
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
