"""A real mail server on this machine: keeps what it is sent, refuses what it is told to, closes and opens again."""

import asyncio
import email
import ssl
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from bot.delivery.senders.mail import MailServer
from bot.web.server import stop_accepting

HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Trust:
    """A certificate authority of this test run, and a server's certificate of it."""

    pem: Path
    context: ssl.SSLContext


def make_trust(folder: Path, name: str = HOST) -> Trust:
    authority = trustme.CA()
    pem = folder / "authority.pem"
    authority.cert_pem.write_to_path(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return Trust(pem, context)


@dataclass
class MailHouse:
    """With `cuts`, it takes every message and hangs up without a word.

    `refusals` answers a recipient, `answer` every message; `mails` is what was accepted, `tries` how often asked."""

    tls: Literal["starttls", "tls", "none"] = "none"
    context: ssl.SSLContext | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    delay: float = 0.0
    cuts: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    tries: int = 0
    _listener: asyncio.Server | None = None
    _port: int = 0

    @property
    def server(self) -> MailServer:
        return MailServer(host=HOST, port=self._port, tls=self.tls, sender="lina@example.fr")

    def as_user(self, user: str, password: str) -> MailServer:
        return replace(self.server, user=user, password=password)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        implicit = self.context if self.tls == "tls" else None
        self._listener = await loop.create_server(self._protocol, "127.0.0.1", self._port, ssl=implicit)
        self._port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._listener:
            await stop_accepting(self._listener)
            await self._listener.wait_closed()
            self._listener = None

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def _protocol(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a login in the clear is what one test is about
            return self._smtp()

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.test",
            tls_context=self.context if self.tls == "starttls" else None,
            require_starttls=self.tls == "starttls",
            auth_required=bool(self.users),
            auth_require_tls=self.tls == "starttls",
            authenticator=self._authenticated,
            enable_SMTPUTF8=True,
        )

    def _authenticated(
        self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, credentials: Any
    ) -> AuthResult:
        assert isinstance(credentials, LoginPassword)
        right = self.users.get(credentials.login.decode()) == credentials.password.decode()
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.tries += 1
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802  # the library's name
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.answer.startswith("2"):
            message = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.mails.append(message)
            self.recipients.append(list(envelope.rcpt_tos))
        if self.cuts:
            assert isinstance(_server.transport, asyncio.Transport)
            _server.transport.abort()
        return self.answer


@asynccontextmanager
async def mail_house(**how: Any) -> AsyncIterator[MailHouse]:
    policy = MailHouse(**how)
    await policy.open()
    try:
        yield policy
    finally:
        await policy.close()


def part(mail: EmailMessage, kind: Literal["plain", "html"]) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")
