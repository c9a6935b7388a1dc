"""Decodes the arguments of a Web API call from the query string, a form or a JSON body."""

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web

from simulator.json_types import Json
from simulator.slack_error import SlackError

_TRUE = ("1", "true", "True")


class Arguments:
    """The arguments of one call, https://docs.slack.dev/apis/web-api/. Objects may be JSON text, lists "U1,U2".

    Attributes:
        raw: the values as they were sent, without those that are null.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw: Json = {name: value for name, value in raw.items() if value is not None}

    def text(self, name: str) -> str | None:
        """The value as text; None when it was not sent."""
        value = self.raw.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        """The text; raises SlackError when it is missing or empty."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.raw.get(name)
        return default if value is None else value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number of 0 or more; raises SlackError for anything else."""
        value = self.text(name) or str(default)
        if not value.isdigit():
            raise SlackError("invalid_arguments", f"must be a number: {name}")
        return int(value)

    def listed(self, name: str) -> list[str]:
        """A JSON list, or comma-separated text, as a list of texts."""
        value = self.raw.get(name) or []
        return [str(each) for each in value] if isinstance(value, list) else str(value).split(",")

    def json(self, name: str, *, malformed: str) -> Any:
        """The object or list, None when it was not sent; raises SlackError(malformed) for text that is no JSON."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError:
            raise SlackError(malformed, f"{name} is no JSON") from None


async def arguments_of(request: web.Request) -> Arguments:
    return Arguments({**request.query, **await _body(request)})


async def _body(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return decoded_object(await request.read() or b"{}")
    return dict(await request.post())


def decoded_object(body: bytes) -> Json:
    """The JSON object; raises SlackError for anything else."""
    try:
        decoded = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SlackError("invalid_json", "the body is no JSON") from None
    if not isinstance(decoded, dict):
        raise SlackError("json_not_object", "the body is no object")
    return decoded
