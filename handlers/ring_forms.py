"""«Nouvel appel» as a ring's button opens it: one ring opens one call, whoever sends the form, and however often."""

import orjson

from bot.domain.telephony.rings import parse_reference
from bot.rendering.options import client_option
from bot.rendering.renderer import Renderer, SlackView
from bot.services.callers import KnownCaller
from bot.services.telephony import FROM_RING
from handlers.forms import CallFields


def ring_form(renderer: Renderer, reference: str, caller: KnownCaller | None) -> SlackView:
    """Returns the form with what is known of the caller; None for a ring that is known no more."""
    prefill = CallFields(
        private_metadata=orjson.dumps({"ring": reference} if caller else {}).decode(),
        client_option=client_option(caller.client) if caller and caller.client else None,
        contact=caller.contact if caller else None,
        phone=caller.number if caller else None,
    )
    return renderer.form("new_call", prefill=prefill)


def origin_of(metadata: str, view_id: str) -> str:
    """Returns the origin of the call that the form opens: the ring that it was made for, else the form itself."""
    try:
        kept = orjson.loads(metadata or "{}")
        reference = str(kept["ring"])
        parse_reference(reference)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return f"view:{view_id}"
    return f"{FROM_RING}{reference}"
