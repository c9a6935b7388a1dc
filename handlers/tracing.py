"""What the log says of a payload: who did what to which call, and nothing of what anybody wrote."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]

OnAcknowledged = Callable[[str, float], None]
"""Told of each acknowledgement: the surface, and how many seconds it took."""

_NUMBER = re.compile(r"\b\d{4}-\d{4,}\b")


def nobody_counts(_surface: str, _seconds: float) -> None:
    """Nobody counts."""


@contextmanager
def traced(body: Body, request: str, surface: str, acknowledged: OnAcknowledged) -> Iterator[None]:
    """All that is logged within, and by tasks begun within, says which request it belongs to."""
    began = time.perf_counter()
    with bound_contextvars(request=request, **traces_of(body)):
        yield
        took = time.perf_counter() - began
        acknowledged(surface, took)
        log.info("acknowledged", surface=surface, milliseconds=round(took * 1000, 1))


def traces_of(body: Body) -> dict[str, str]:
    """`person`, `what` and `call`, each where there is one; any payload will do, well made or not."""
    found = {"person": _person(body), "what": _what(body), "call": _call(body)}
    return {name: value for name, value in found.items() if value}


def _person(body: Body) -> str:
    user = body.get("user") or body.get("user_id") or _object(body, "event").get("user")
    return _text(user.get("id") if isinstance(user, Mapping) else user)


def _what(body: Body) -> str:
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
    """From a button's value or a form's metadata, which are the bot's own words."""
    action = _action(body)
    values = (
        action.get("value"),
        _object(action, "selected_option").get("value"),
        _object(body, "view").get("private_metadata"),
    )
    own = _text(action.get("type")) in {"button", "overflow"} or "view" in body
    numbers = (_NUMBER.search(_text(value)) for value in values if own)
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
