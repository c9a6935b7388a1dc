"""What becomes of an act: its reply, or the sentence of a refusal, or an apology with a reference into the log."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.domain.refusals import Refusal
from bot.rendering.renderer import Renderer, SlackMessage
from bot.rendering.text import Mrkdwn
from bot.services.slack_markup import unescape
from handlers.replies import Reply

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]
Action = Callable[[Body], Awaitable[Reply]]
Readable = Callable[[str], Awaitable[str]]


class ErrorBoundary:
    """`readable` gives the names of those whom a text mentions, for where Slack shows no mention."""

    def __init__(self, renderer: Renderer, readable: Readable) -> None:
        self._renderer = renderer
        self._readable = readable

    async def of(self, act: Action, body: Body) -> Reply:
        """Never raises."""
        try:
            return await act(body)
        except Refusal as refusal:
            log.info("refused", refusal=type(refusal).__name__, exc_info=refusal.__cause__)
            return await self._told(self._renderer.refusal(refusal), refusal.field or _first_input(body))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("listener failed", reference=reference)
            sorry = self.sorry(reference)
            return await self._told(sorry.text, _first_input(body), sorry)

    def sorry(self, reference: str) -> SlackMessage:
        """The apology for an error that is in the log under this reference."""
        return self._renderer.message("sorry", reference=reference)

    async def _told(self, sentence: Mrkdwn, field: str | None, message: SlackMessage | None = None) -> Reply:
        """A sentence as a message, and under an input where there is one: a form keeps what was typed."""
        told = message or self._renderer.message("text", words=sentence)
        if field is None:
            return Reply(message=told)
        return Reply(message=told, errors={field: await self._readable(unescape(sentence))})


def _first_input(body: Body) -> str | None:
    """The first input of the form that was submitted; None for anything else."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, Mapping) else None
    listed = blocks if isinstance(blocks, list) else []
    inputs = (block for block in listed if isinstance(block, Mapping) and block.get("type") == "input")
    return next((str(b["block_id"]) for b in inputs if "block_id" in b), None)
