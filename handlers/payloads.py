"""Decoders: from Slack's payloads to plain values. A payload that does not hold what it should raises Malformed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.services.slack_markup import as_typed

Body = Mapping[str, Any]

_WHOLE = re.compile("[0-9]{1,9}")


class MalformedError(Exception):
    """The payload is not one that Slack sends for this surface."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or menu option: its action, and the words of its value."""

    action: str
    words: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.words[0]


def pressed(body: Body) -> Pressed:
    try:
        action = body["actions"][0]
        chosen = action.get("selected_option") or action
        words = tuple(str(chosen["value"]).split())
        return Pressed(str(action["action_id"]), words) if words else _malformed("a button without a value")
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise MalformedError("no action") from error


def _malformed(why: str) -> Pressed:
    raise MalformedError(why)


class Fields:
    """The values of a submitted form, by field; an empty one is None."""

    def __init__(self, body: Body) -> None:
        try:
            view = body["view"]
            self.view_id = str(view["id"])
            self.metadata = str(view.get("private_metadata") or "")
            self._values = _object(view["state"]["values"])
        except (KeyError, TypeError, AttributeError) as error:
            raise MalformedError("no form") from error

    def _element(self, field: str) -> Mapping[str, Any]:
        return _object(_object(self._values.get(field)).get(field))

    def text(self, field: str) -> str | None:
        value = self._element(field).get("value")
        return (as_typed(str(value)).strip() or None) if value is not None else None

    def choice(self, field: str) -> str | None:
        option = self._element(field).get("selected_option")
        try:
            return str(option["value"]) if option else None
        except (KeyError, TypeError) as error:
            raise MalformedError("no option") from error

    def day(self, field: str) -> date:
        """The chosen day of a required date."""
        try:
            return date.fromisoformat(str(self._element(field).get("selected_date")))
        except ValueError as error:
            raise MalformedError("no day chosen") from error

    def day_or_none(self, field: str) -> date | None:
        return self.day(field) if self._element(field).get("selected_date") else None

    def person_or_none(self, field: str) -> str | None:
        return self.person(field) if self._element(field).get("selected_user") else None

    def people(self, field: str) -> tuple[str, ...]:
        chosen = self._element(field).get("selected_users") or ()
        if not isinstance(chosen, list | tuple):
            raise MalformedError("no people")
        return tuple(map(str, chosen))

    def person(self, field: str) -> str:
        """The chosen one of a required person."""
        chosen = self._element(field).get("selected_user")
        if not chosen:
            raise MalformedError("nobody chosen")
        return str(chosen)

    def ticked(self, field: str) -> bool:
        return bool(self._element(field).get("selected_options"))

    def instant(self, field: str) -> datetime | None:
        seconds = self._element(field).get("selected_date_time")
        try:
            return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
        except (TypeError, ValueError, OverflowError, OSError) as error:
            raise MalformedError("no instant") from error

    def whole(self, field: str) -> int:
        """-1 for what is no whole number: no rule accepts it."""
        typed = self.text(field)
        if typed is None:
            return 0
        return int(typed) if _WHOLE.fullmatch(typed) else -1


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
