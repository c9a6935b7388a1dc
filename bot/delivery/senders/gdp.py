"""Comptes rendus to the project-management tool: a JSON POST, again until the tool says that it has it."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import orjson

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.reports import ANSWER_SECONDS, TIME_LIMIT
from bot.domain.outbox.notice import Notice, ToolReceipt
from bot.rendering.filters import is_url
from bot.rendering.gdp import GdpRenderer
from bot.rendering.reports import visible_text
from bot.services.view_models import CallView

MENDING = timedelta(minutes=5)
"""Before a tool is asked again that does not want it so: its address, our token, its own rules."""

SOON = frozenset({408, 425, 429})
SERVER_ERROR = 500
SHOWN = 200
LONGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read."""

LONGEST_URL = 2000

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

    async def deliver(self, view: CallView, notice: Notice) -> ToolReceipt | None:
        """Posts the compte rendu to the tool; returns the `id` and `url` that it answers, None without any.

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
                return await _receipt(answer)
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


async def _receipt(answer: aiohttp.ClientResponse) -> ToolReceipt | None:
    """What the tool calls the document. It has it whatever it says, so that nothing here is an error."""
    try:
        said = orjson.loads(await answer.content.read(LONGEST_ANSWER))
    except (orjson.JSONDecodeError, aiohttp.ClientError, OSError):
        return None
    if not isinstance(said, dict):
        return None
    id, url = said.get("id"), said.get("url")
    named = visible_text(str(id)).strip()[:SHOWN] if isinstance(id, str | int) and id is not True else ""
    linked = url if isinstance(url, str) and len(url) <= LONGEST_URL and is_url(url) else None
    return ToolReceipt(named or None, linked) if named or linked else None


async def _text(answer: aiohttp.ClientResponse) -> str:
    return (await answer.content.read(SHOWN)).decode(errors="replace")


def _retry_after(answer: aiohttp.ClientResponse) -> timedelta | None:
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), 3600)) if asked.isascii() and asked.isdigit() else None
