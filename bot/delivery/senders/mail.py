"""Comptes rendus by mail: one message a recipient, and what a server's answer means for it (surface 7)."""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal, Protocol

import aiosmtplib
import structlog
from aiosmtplib import errors

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.reports import ANSWER_SECONDS, TIME_LIMIT
from bot.domain.outbox.notice import Notice, NoticeKey, NoticeKind
from bot.rendering.mail import MailRenderer
from bot.services.mail_addresses import mail_route
from bot.services.view_models import CallView

log = structlog.get_logger(__name__)

SENDER_NAME = "LINA"
PERMANENT = 500
"""SMTP's replies from here on are permanent."""
A_MINUTE = timedelta(minutes=1)
MENDING = timedelta(minutes=5)
"""Before a server is asked again that a person has to mend: its certificate, our login."""

SHOWN = 200
QUIT_SECONDS = 2.0
"""For a farewell that changes nothing."""

_LEADING_DOT = re.compile(rb"(?m)^\.")
"""Doubled, so that no line of the message is taken for its end (RFC 5321, 4.5.2)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """The system's certificates are trusted, and those of SSL_CERT_FILE."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class Addresses(Protocol):
    async def address(self, reference: str) -> str | None:
        """The e-mail address of a Slack id, or the address itself; None when there is none.

        Raises:
            DeliveryError: permanent when nobody has that id, retryable when Slack does not say.
        """


@dataclass(kw_only=True)
class MailTransport:
    """One message a recipient, in text and HTML, through one mail server.

    Attributes:
        server: where the mail is handed in.
        addresses: finds the addresses of Slack ids.
        time_limit: seconds until the server has agreed to take the message.
        answer_within: seconds that it may take to answer once it was sent the message.
    """

    server: MailServer
    addresses: Addresses
    renderer: MailRenderer = field(default_factory=MailRenderer)
    time_limit: float = TIME_LIMIT
    answer_within: float = ANSWER_SECONDS

    async def deliver(self, view: CallView, notice: Notice) -> None:
        """Hands the compte rendu, or the client's word about it, to the mail server.

        Raises:
            DeliveryError: the server did not take it, or nobody has that address; ambiguous if it may have taken it.
        """
        message = await self._compose(view, notice)
        client = self._client()
        try:
            content = await self._agree(client, message)
            await self._hand_over(client, content)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self.server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            username=server.user,
            password=server.password,
            timeout=self.time_limit,
        )

    async def _agree(self, client: aiosmtplib.SMTP, message: EmailMessage) -> bytes:
        """Everything up to the server's word that it takes the message; returns the bytes to send."""
        try:
            async with asyncio.timeout(self.time_limit):
                await client.connect()
                eight_bits = client.supports_extension("8bitmime")
                await client.mail(self.server.sender, options=["BODY=8BITMIME"] if eight_bits else [])
                await client.rcpt(message["To"].addresses[0].addr_spec)
                if message["Cc"]:
                    await _copied(client, message["Cc"].addresses[0].addr_spec)
                answer = await client.execute_command(b"DATA")
                if answer.code != aiosmtplib.SMTPStatus.start_input:
                    raise errors.SMTPDataError(answer.code, answer.message)
        except TimeoutError as error:
            raise DeliveryError(FailureKind.RETRYABLE, "timeout") from error
        except (errors.SMTPException, OSError, ValueError) as error:
            raise mail_error(error) from error
        policy = SMTP if eight_bits else SMTP.clone(cte_type="7bit")
        return _LEADING_DOT.sub(b"..", message.as_bytes(policy=policy)) + b".\r\n"

    async def _hand_over(self, client: aiosmtplib.SMTP, content: bytes) -> None:
        """Sends the message, and waits for what the server says of it."""
        protocol = client.protocol
        if protocol is None or not client.is_connected:
            raise DeliveryError(FailureKind.RETRYABLE, "cut before the message")
        try:
            protocol.write(content)
            answer = await protocol.read_response(timeout=self.answer_within)
        except (errors.SMTPException, OSError) as error:
            words = " ".join(f"no answer after the message: {type(error).__name__}: {error}".split())
            raise DeliveryError(FailureKind.AMBIGUOUS, words[:SHOWN]) from error
        if answer.code != aiosmtplib.SMTPStatus.completed:
            raise mail_error(errors.SMTPDataError(answer.code, answer.message))
        with suppress(errors.SMTPException, OSError):  # it has the message
            await client.quit(timeout=QUIT_SECONDS)

    async def _compose(self, view: CallView, notice: Notice) -> EmailMessage:
        to_client = notice.kind is NoticeKind.CLIENT_REPORT
        letter = self.renderer.client_report(view) if to_client else self.renderer.report(view)
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(SENDER_NAME, addr_spec=self.server.sender)
        message["To"] = await self._recipient(notice.to)
        if to_client and (copy := await self._account_manager(view)):
            message["Cc"] = copy
        if technician := await self._technician(view, notice):
            message["Reply-To"] = technician
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(view.now)
        message["Message-ID"] = message_id(notice.key, self.server.sender)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    async def _recipient(self, reference: str) -> Address:
        try:
            address = await self.addresses.address(reference)
        except DeliveryError as failure:
            raise DeliveryError(failure.kind, f"no address: {failure.error}", failure.wait) from failure
        if address is None:
            raise DeliveryError(FailureKind.PERMANENT, "no address in Slack")
        return _address(address)

    async def _account_manager(self, view: CallView) -> Address | None:
        """Who gets a copy of what the client is sent; None where nobody does, or has no address."""
        manager = view.call.account_manager or view.policy.account_manager
        if not view.policy.reporting.client_copy or manager is None:
            return None
        return await self._address_or_none(manager)

    async def _technician(self, view: CallView, notice: Notice) -> Address | None:
        """Whom to answer: level 1, who had the client on the line."""
        report = view.call.reports[int(notice.facts["version"] or 1) - 1]
        return await self._address_or_none(report.level1)

    async def _address_or_none(self, reference: str) -> Address | None:
        try:
            address = await self.addresses.address(reference)
        except DeliveryError:
            return None
        return _address(address) if address else None


async def _copied(client: aiosmtplib.SMTP, address: str) -> None:
    """A copy that is refused keeps nothing from its recipient."""
    try:
        await client.rcpt(address)
    except errors.SMTPRecipientRefused as refused:
        log.warning("copy refused", error=" ".join(str(refused).split())[:SHOWN])


def message_id(key: NoticeKey, sender: str) -> str:
    """The Message-ID of a notice: the same at every attempt, so that a message that comes twice shows once."""
    return f"<{str(key).replace('/', '.')}@{sender.rpartition('@')[2]}>"


def mail_error(error: Exception) -> DeliveryError:
    """Classifies what a mail server's failure means: refused for good, to be mended by a person, or tried again."""
    if isinstance(error, errors.SMTPRecipientsRefused) and error.recipients:
        return mail_error(error.recipients[0])
    words = " ".join(f"{type(error).__name__}: {error}".split())[:SHOWN]
    if isinstance(error, errors.SMTPRecipientRefused | errors.SMTPDataError):
        kind = FailureKind.PERMANENT if error.code >= PERMANENT else FailureKind.RETRYABLE
        return DeliveryError(kind, words, A_MINUTE)
    if isinstance(error, errors.SMTPResponseException) and error.code >= PERMANENT:
        return DeliveryError(FailureKind.RETRYABLE, words, MENDING)
    if isinstance(error, errors.SMTPNotSupported | ValueError) or _is_about_trust(error):
        return DeliveryError(FailureKind.RETRYABLE, words, MENDING)
    return DeliveryError(FailureKind.RETRYABLE, words)


def _is_about_trust(error: BaseException | None) -> bool:
    return error is not None and (isinstance(error, ssl.SSLError) or _is_about_trust(error.__cause__))


def _address(written: str) -> Address:
    route = mail_route(written)
    if route is None:
        raise DeliveryError(FailureKind.PERMANENT, f"no mail address: {written!r}"[:SHOWN])
    return Address(addr_spec=route)
