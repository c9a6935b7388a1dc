"""Comptes rendus to the project-management tool: a JSON POST, again until the tool says that it has it."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.reports import ANSWER_SECONDS, TIME_LIMIT
from bot.domain.outbox.notice import Notice
from bot.rendering.gdp import GdpRenderer
from bot.services.view_models import CallView

MENDING = timedelta(minutes=5)
"""Before a tool is asked again that does not want it so: its address, our token, its own rules."""

SOON = frozenset({408, 425, 429})
SERVER_ERROR = 500
SHOWN = 200

_NEVER_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ValueError)
"""What certainly sent nothing: no connection, or no address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GdpTool:
    """Where the tool takes documents.

    Attributes:
        url: the address of the POST.
        token: sent as a bearer token; None for a tool that wants none.
    """

    url: str
    token: str | None = field(default=None, repr=False)


@dataclass(kw_only=True)
class GdpTransport:
    """The notice's key is the Idempotency-Key: a tool that knows it has the compte rendu already."""

    tool: GdpTool
    session: aiohttp.ClientSession | None = None
    """The process's; None for a new one each time."""

    renderer: GdpRenderer = field(default_factory=GdpRenderer)
    answer_within: float = ANSWER_SECONDS

    async def deliver(self, view: CallView, notice: Notice) -> None:
        """Posts the compte rendu to the tool.

        Raises:
            DeliveryError: the tool did not take it; ambiguous if it may have taken it.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(notice.key)}
        if self.tool.token:
            headers["Authorization"] = f"Bearer {self.tool.token}"
        body = self.renderer.report(view)
        limit = aiohttp.ClientTimeout(total=self.answer_within, connect=TIME_LIMIT)
        try:
            # A redirection is not followed: it would lose the body, or show the token to somebody else.
            async with (
                _shared_or_new(self.session) as session,
                session.post(
                    self.tool.url, data=body, headers=headers, allow_redirects=False, timeout=limit
                ) as answer,
            ):
                await _check(answer)
        except (aiohttp.ClientError, ValueError, OSError) as error:
            words = f"{type(error).__name__}: {error}"[:SHOWN]
            kind = FailureKind.RETRYABLE if isinstance(error, _NEVER_REACHED) else FailureKind.AMBIGUOUS
            raise DeliveryError(kind, words) from error


def _shared_or_new(
    shared: aiohttp.ClientSession | None,
) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
    return nullcontext(shared) if shared else aiohttp.ClientSession()


async def _check(answer: aiohttp.ClientResponse) -> None:
    if answer.ok and not answer.history and answer.status < 300:  # noqa: PLR2004  # HTTP's own number
        return
    words = f"http {answer.status}: {' '.join((await _text(answer)).split())}"[:SHOWN]
    if answer.status >= SERVER_ERROR or answer.status in SOON:
        raise DeliveryError(FailureKind.RETRYABLE, words, _retry_after(answer))
    raise DeliveryError(FailureKind.RETRYABLE, words, MENDING)


async def _text(answer: aiohttp.ClientResponse) -> str:
    return (await answer.content.read(SHOWN)).decode(errors="replace")


def _retry_after(answer: aiohttp.ClientResponse) -> timedelta | None:
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), 3600)) if asked.isascii() and asked.isdigit() else None
