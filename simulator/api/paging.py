"""Cursor-based pagination, https://docs.slack.dev/apis/web-api/pagination."""

from collections.abc import Sequence
from typing import TypeVar

from simulator.api.arguments import Arguments
from simulator.json_types import Json
from simulator.slack_error import SlackError

T = TypeVar("T")

_MOST = 999


def page(items: Sequence[T], arguments: Arguments, default: int = 100) -> tuple[Sequence[T], Json]:
    """The items of the requested page, and the `response_metadata` with the next cursor."""
    limit = arguments.number("limit", default)
    if not 0 < limit <= _MOST:
        raise SlackError("invalid_limit", f"limit: {limit}")
    start = _start(arguments.text("cursor"))
    end = start + limit
    cursor = f"next:{end}" if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    place = cursor.removeprefix("next:")
    if not place.isdigit():
        raise SlackError("invalid_cursor")
    return int(place)
