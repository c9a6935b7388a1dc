"""Block Kit's elements as functions of templates, cut to Slack's limits.

Slack's page: https://docs.slack.dev/reference/block-kit/block-elements.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Union

from bot.rendering.text import clean, cut

if TYPE_CHECKING:
    from jinja2 import Undefined

Element = dict[str, Any]
Part = Union[Element, list[Element], "Undefined", None]  # Jinja is not imported to name it
"""An element, several, or none: what `button(…) if …` gives."""

BUTTON = OPTION = 75
BUTTON_VALUE = 2000
OPTION_VALUE = 75  # one of Slack's pages says 150, another 75
OPTIONS = 100
TYPED = 3000
PLACEHOLDER = 150
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
PLAIN = 3000


def present(*parts: Part) -> list[Element]:
    """Returns the elements among the parts, in order."""
    there = [part for part in parts if isinstance(part, dict | list)]
    return [one for part in there for one in (part if isinstance(part, list) else [part])]


def plain(text: str, limit: int = PLAIN) -> Element:
    """Returns a plain-text object, cut to `limit` characters."""
    return {"type": "plain_text", "text": cut(clean(text), limit), "emoji": False}


def button(
    text: str, action: str, value: str, *, style: str | None = None, confirm: Element | None = None
) -> Element:
    """Returns a button; `value` is what its listener gets."""
    made = {
        "type": "button",
        "action_id": action,
        "text": plain(text, BUTTON),
        "value": cut(value, BUTTON_VALUE),
    }
    return made | _set(style=style, confirm=confirm)


def confirm(title: str, text: str, *, yes: str, no: str) -> Element:
    """Returns the dialogue that asks before a button acts."""
    return {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain(no, CONFIRM_BUTTON),
    }


def option(text: str, value: str) -> Element:
    """Returns an option of a select, menu or checkbox."""
    return {"text": plain(text, OPTION), "value": value[:OPTION_VALUE]}


def overflow(action: str, *options: Part) -> Element:
    """Returns a «…» menu."""
    return {"type": "overflow", "action_id": action, "options": present(*options)}


def static_select(action: str, *options: Part, value: str | None = None) -> Element:
    """Returns a select with fixed options; `value` is that of the one chosen at first."""
    choices = present(*options)[:OPTIONS]
    return {"type": "static_select", "action_id": action, "options": choices} | _set(
        initial_option=next((choice for choice in choices if choice["value"] == value), None)
    )


def external_select(action: str, *, placeholder: str, initial: Element | None = None) -> Element:
    """Returns a select whose options the bot suggests while somebody types."""
    return {
        "type": "external_select",
        "action_id": action,
        "min_query_length": 1,
        "placeholder": plain(placeholder, PLACEHOLDER),
    } | _set(initial_option=initial)


def checkbox(action: str, label: str, value: str, *, ticked: bool = False) -> Element:
    """Returns a single checkbox; its option repeats the field's label."""
    only = option(label, value)
    return {"type": "checkboxes", "action_id": action, "options": [only]} | _set(
        initial_options=[only] if ticked else None
    )


def text_input(
    action: str, *, value: str | None = None, multiline: bool = False, max_length: int = TYPED
) -> Element:
    """Returns a text input; an empty `value` leaves it empty."""
    return {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": max_length,
    } | _set(initial_value=cut(clean(value), max_length) if value and value.strip() else None)


def number_input(action: str, *, least: int, most: int, value: int | None = None) -> Element:
    """Returns an input of a whole number between `least` and `most`."""
    return {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
    } | _set(initial_value=None if value is None else str(value))


def date_picker(action: str, *, value: date | None) -> Element:
    """Returns a date picker."""
    return {"type": "datepicker", "action_id": action} | _set(
        initial_date=value.isoformat() if value else None
    )


def user_select(action: str, *, placeholder: str, value: str | None = None) -> Element:
    """Returns a select of one person of the workspace."""
    return {
        "type": "users_select",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER),
    } | _set(initial_user=value)


def users_select(action: str, *, placeholder: str) -> Element:
    """Returns a select of any number of people of the workspace."""
    return {
        "type": "multi_users_select",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }


def datetime_picker(action: str, *, value: datetime) -> Element:
    """Returns a picker of a date and a time."""
    return {"type": "datetimepicker", "action_id": action, "initial_date_time": int(value.timestamp())}


def _set(**fields: object) -> Element:
    return {name: value for name, value in fields.items() if value is not None}
