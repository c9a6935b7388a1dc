"""Decodes Slack's payloads into plain values.

Every decoder raises `MalformedError`, and nothing else, for a payload that lacks what Slack always sends. Slack's page:
https://docs.slack.dev/reference/interaction-payloads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.services.slack_markup import as_typed

Body = Mapping[str, Any]
"""A payload, as Bolt gives it to a listener's `body` argument."""

_WHOLE = re.compile("[0-9]{1,9}")


class MalformedError(Exception):
    """The payload lacks something that Slack always sends for this surface."""


def person_of(body: Body) -> str:
    """Returns the Slack id of the person who acted, for any kind of payload.

    Raises:
        MalformedError: the payload names nobody.
    """
    user = body.get("user")
    try:
        if isinstance(user, dict):
            return str(user["id"])
        return str(body["event"]["user"] if "event" in body else body["user_id"])
    except (KeyError, TypeError) as error:
        raise MalformedError("nobody acted") from error


@dataclass(frozen=True, slots=True)
class BlockAction:
    """A button that was pressed, or an option of a menu that was chosen.

    Attributes:
        action_id: the element's `action_id`.
        value: as the bot gave it, or the value of the option.
        arguments: the words of its value, at least one; for most buttons the first is the call's number.
    """

    action_id: str
    value: str
    arguments: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.arguments[0]


def block_action(body: Body) -> BlockAction:
    """Decodes the first action of a `block_actions` payload.

    Raises:
        MalformedError: there is no action, or it has no value.
    """
    try:
        action = body["actions"][0]
        chosen = action.get("selected_option") or action
        value = str(chosen["value"])
        arguments = tuple(value.split())
        action_id = str(action["action_id"])
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise MalformedError("no action") from error
    if not arguments:
        raise MalformedError("an action without a value")
    return BlockAction(action_id, value, arguments)


class ViewState:
    """The values of a form: of a `view_submission`, or of an action within a modal.

    Each field is an input block whose `block_id` and `action_id` are both the field's name. A field that is empty or
    absent is None; a value of an unexpected shape raises `MalformedError`.

    Attributes:
        view_id: Slack's id of the view; the same for each retry of one submission.
        metadata: the view's `private_metadata`, empty when it has none.
    """

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
        """Returns the text as the person typed it, without space around it."""
        value = self._element(field).get("value")
        return (as_typed(str(value)).strip() or None) if value is not None else None

    def choice(self, field: str) -> str | None:
        """Returns the value of the option chosen in a select or in radio buttons."""
        option = self._element(field).get("selected_option")
        try:
            return str(option["value"]) if option else None
        except (KeyError, TypeError) as error:
            raise MalformedError("no option") from error

    def option(self, field: str) -> dict[str, Any] | None:
        """Returns the option itself that is chosen in a select; None for none."""
        option = self._element(field).get("selected_option")
        if option is not None and not (isinstance(option, dict) and "value" in option):
            raise MalformedError("no option")
        return option

    def day(self, field: str) -> date:
        """Returns the day chosen in a required date picker.

        Raises:
            MalformedError: there is none.
        """
        try:
            return date.fromisoformat(str(self._element(field).get("selected_date")))
        except ValueError as error:
            raise MalformedError("no day chosen") from error

    def day_or_none(self, field: str) -> date | None:
        return self.day(field) if self._element(field).get("selected_date") else None

    def person(self, field: str) -> str:
        """Returns the Slack id chosen in a required user select.

        Raises:
            MalformedError: there is none.
        """
        chosen = self._element(field).get("selected_user")
        if not chosen:
            raise MalformedError("nobody chosen")
        return str(chosen)

    def person_or_none(self, field: str) -> str | None:
        return self.person(field) if self._element(field).get("selected_user") else None

    def people(self, field: str) -> tuple[str, ...]:
        """Returns the Slack ids chosen in a multi-user select; empty for none."""
        chosen = self._element(field).get("selected_users") or ()
        if not isinstance(chosen, list | tuple):
            raise MalformedError("no people")
        return tuple(map(str, chosen))

    def ticked(self, field: str) -> bool:
        """Returns whether any of the field's checkboxes is ticked."""
        return bool(self._element(field).get("selected_options"))

    def instant(self, field: str) -> datetime | None:
        """Returns the instant chosen in a date-time picker, in UTC."""
        seconds = self._element(field).get("selected_date_time")
        try:
            return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
        except (TypeError, ValueError, OverflowError, OSError) as error:
            raise MalformedError("no instant") from error

    def whole(self, field: str) -> int:
        """Returns the whole number typed: 0 when empty, -1 for anything else, which the domain's rules refuse."""
        typed = self.text(field)
        if typed is None:
            return 0
        return int(typed) if _WHOLE.fullmatch(typed) else -1


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
