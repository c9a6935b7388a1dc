"""Binds to every log line of a request who did what to which call; nothing that anybody wrote is logged."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars

from handlers.payloads import Body

log = structlog.get_logger(__name__)

OnAcknowledged = Callable[[str, float], None]
"""Told of each acknowledgement: its surface, and the seconds from the payload's arrival."""

_NUMBER = re.compile(r"\b\d{4}-\d{4,}\b")


def ignore_acknowledgement(_surface: str, _seconds: float) -> None:
    """Observes nothing."""


@contextmanager
def traced(body: Body, request: str, surface: str, on_acknowledged: OnAcknowledged) -> Iterator[None]:
    """Binds `request` and the payload's traces to all that is logged within, and by tasks begun within.

    At its end, which is the acknowledgement, logs and reports how long that took.
    """
    began = time.perf_counter()
    with bound_contextvars(request=request, **traces_of(body)):
        yield
        took = time.perf_counter() - began
        on_acknowledged(surface, took)
        log.info("acknowledged", surface=surface, milliseconds=round(took * 1000, 1))


def traces_of(body: Body) -> dict[str, str]:
    """Returns the log keys `person`, `what` and `call`, each where the payload has it. Accepts malformed payloads."""
    found = {"person": _person(body), "what": _what(body), "call": _call(body)}
    return {name: value for name, value in found.items() if value}


def _person(body: Body) -> str:
    user = body.get("user") or body.get("user_id") or _object(body, "event").get("user")
    return _text(user.get("id") if isinstance(user, Mapping) else user)


def _what(body: Body) -> str:
    """Returns the button's, form's, shortcut's, command's or event's name."""
    names = (
        _action(body).get("action_id"),
        body.get("action_id"),
        _object(body, "view").get("callback_id"),
        body.get("callback_id"),
        body.get("command"),
        _object(body, "event").get("type"),
    )
    return next((_text(name) for name in names if name), "")


def _call(body: Body) -> str:
    """Returns the call's number, from a button's value or a form's metadata, which the bot wrote itself."""
    action = _action(body)
    values = (
        action.get("value"),
        _object(action, "selected_option").get("value"),
        _object(body, "view").get("private_metadata"),
    )
    written_by_bot = _text(action.get("type")) in {"button", "overflow"} or "view" in body
    numbers = (_NUMBER.search(_text(value)) for value in values if written_by_bot)
    return next((number[0] for number in numbers if number), "")


def _action(body: Body) -> Body:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, Mapping) else {}


def _object(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
