"""Comptes rendus to the project-management tool: a JSON POST, again until the tool says that it has it."""

from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp

from bot.delivery.senders.outgoing import TIME_LIMIT, NotDelivered
from bot.rendering.gdp import GdpRenderer
from bot.services.view_models import CallView

MENDING = timedelta(minutes=5)
"""Before a tool is asked again that does not want it so: its address, our token, its own rules."""

SOON = frozenset({408, 425, 429})
SERVER_ERROR = 500
SHOWN = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class GdpTool:
    url: str
    token: str | None = field(default=None, repr=False)


class GdpSender:
    """The notice's key is the Idempotency-Key: a tool that knows it has the compte rendu already."""

    def __init__(self, tool: GdpTool) -> None:
        self._tool = tool
        self._renderer = GdpRenderer()

    async def carry(self, view: CallView) -> None:
        assert view.notice is not None  # noqa: S101  # the page of a notice
        headers = {"Content-Type": "application/json", "Idempotency-Key": view.notice.key}
        if self._tool.token:
            headers["Authorization"] = f"Bearer {self._tool.token}"
        body = self._renderer.report(view)
        limit = aiohttp.ClientTimeout(total=TIME_LIMIT)
        try:
            # A redirection is not followed: it would lose the body, or show the token to somebody else.
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self._tool.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                await _check(answer)
        except (aiohttp.ClientError, ValueError, OSError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}"[:SHOWN]) from error


async def _check(answer: aiohttp.ClientResponse) -> None:
    if answer.ok and not answer.history and answer.status < 300:  # noqa: PLR2004  # HTTP's own number
        return
    words = f"http {answer.status}: {' '.join((await _text(answer)).split())}"[:SHOWN]
    if answer.status >= SERVER_ERROR or answer.status in SOON:
        raise NotDelivered(words, _retry_after(answer))
    raise NotDelivered(words, MENDING)


async def _text(answer: aiohttp.ClientResponse) -> str:
    return (await answer.content.read(SHOWN)).decode(errors="replace")


def _retry_after(answer: aiohttp.ClientResponse) -> timedelta | None:
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), 3600)) if asked.isascii() and asked.isdigit() else None
