"""Turns whatever a handler raises into a reply: a refusal's sentence, or an apology with a reference into the log."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.domain.refusals import Refusal, StoreRefused
from bot.rendering.renderer import Renderer, SlackMessage
from bot.rendering.text import Mrkdwn
from bot.services.change import refusing_unwritable_store
from bot.services.slack_markup import unescape
from handlers.payloads import Body
from handlers.replies import Reply

log = structlog.get_logger(__name__)

Handler = Callable[[Body], Awaitable[Reply]]
"""Decodes a payload, calls a service and returns the reply; may raise a `Refusal`."""

NameUsers = Callable[[str], Awaitable[str]]
"""Returns a text with the names of the people whom it mentions."""


@dataclass(frozen=True, slots=True)
class ErrorBoundary:
    """Runs handlers.

    Attributes:
        renderer: renders refusals and apologies.
        name_users: replaces mentions where Slack shows none: in the errors under a form's fields.
        store_refused: told what the system said when the store refused; None for nobody.
    """

    renderer: Renderer
    name_users: NameUsers
    store_refused: Callable[[str], None] | None = None

    async def run(self, handler: Handler, body: Body) -> Reply:
        """Returns the handler's reply, or the explanation of what it raised. Never raises."""
        try:
            with refusing_unwritable_store():  # a database that is out of reach cannot be read either
                return await handler(body)
        except Refusal as refusal:
            if isinstance(refusal, StoreRefused) and self.store_refused:
                self.store_refused(str(refusal.__cause__ or refusal))
            log.info("refused", refusal=type(refusal).__name__, exc_info=refusal.__cause__)
            return await self._explained(self.renderer.refusal(refusal), _field_of(refusal, body))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("listener failed", reference=reference)
            apology = self.apology(reference)
            return await self._explained(apology.text, _first_input(body), apology)

    def apology(self, reference: str) -> SlackMessage:
        """Returns the apology for an error that the log has under this reference."""
        return self.renderer.message("sorry", reference=reference)

    async def _explained(
        self, sentence: Mrkdwn, field: str | None, message: SlackMessage | None = None
    ) -> Reply:
        # Under a field where there is one: an error keeps the form open, and what was typed in it.
        message = message or self.renderer.message("text", text=sentence)
        if field is None:
            return Reply(message=message)
        return Reply(message=message, errors={field: await self.name_users(unescape(sentence))})


def _field_of(refusal: Refusal, body: Body) -> str | None:
    """Returns the refusal's field; the first one of the form where the form does not have that field (yet)."""
    fields = _inputs(body)
    if refusal.field is None or (fields and refusal.field not in fields):
        return _first_input(body)
    return refusal.field


def _first_input(body: Body) -> str | None:
    """Returns the `block_id` of the submitted form's first input; None for any other payload."""
    return next(iter(_inputs(body)), None)


def _inputs(body: Body) -> list[str]:
    """Returns the `block_id`s of the submitted form's inputs; none for any other payload."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, Mapping) else None
    listed = blocks if isinstance(blocks, list) else []
    inputs = (block for block in listed if isinstance(block, Mapping) and block.get("type") == "input")
    return [str(block["block_id"]) for block in inputs if "block_id" in block]
