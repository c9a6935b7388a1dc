"""Validates a modal as Slack's client does, and applies the app's response to a submission."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from simulator.blockkit.inspection import inspect_view
from simulator.inbound.delivery import UserFacingError
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.input_types import value_of
from simulator.slack_state.inputs import Field
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View

_WHAT = "view_submission"


def client_errors(view: View) -> dict[str, str]:
    """The errors that Slack's client shows before it sends a submission, by label."""
    return {
        field.label: problem
        for field, state in view.inputs.entries()
        for problem in _field_errors(field, state)
    }


def _field_errors(field: Field, state: Json) -> Iterator[str]:
    value, element = value_of(state), field.element
    if value in (None, "", []):
        if not field.block.get("optional"):
            yield "Ce champ est obligatoire."
    elif element["type"] == "number_input":
        yield from _number_errors(element, str(value))
    elif element["type"] == "plain_text_input":
        yield from _text_errors(element, str(value))
    elif element["type"] == "email_text_input" and "@" not in value:
        yield "Cette adresse e-mail n’est pas valide."
    elif element["type"] == "url_text_input" and "://" not in value:
        yield "Cette adresse n’est pas valide."


def _text_errors(element: Json, value: str) -> Iterator[str]:
    if len(value) < element.get("min_length", 0):
        yield f"Au moins {element['min_length']} caractères."
    if len(value) > element.get("max_length", 3000):
        yield f"Au plus {element.get('max_length', 3000)} caractères."


def _number_errors(element: Json, value: str) -> Iterator[str]:
    try:
        number = Decimal(value)
    except InvalidOperation:
        yield "Ce n’est pas un nombre."
        return
    if number % 1 and not element["is_decimal_allowed"]:
        yield "Ce n’est pas un nombre entier."
    if "min_value" in element and number < Decimal(element["min_value"]):
        yield f"Au moins {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        yield f"Au plus {element['max_value']}."


def apply_response(slack: SlackState, view: View, body: Json) -> dict[str, str]:
    """Applies the response_action; returns the errors shown, by label. UserFacingError for an invalid response."""
    try:
        return _apply(slack, view, body)
    except SlackError as error:
        slack.record_error(error, _WHAT)
        raise UserFacingError("trouble_connecting") from error
    finally:
        slack.changes.notify()


def _apply(slack: SlackState, view: View, body: Json) -> dict[str, str]:
    open_views, action = slack.open_views, body.get("response_action")
    view.errors = _errors(view, body["errors"]) if action == "errors" and body.get("errors") else {}
    if body and not (view.errors or action in ("update", "push", "clear")):
        raise SlackError("invalid_response_action", f"not understood: {body}")
    if not view.errors and open_views.is_open(view):
        match action:
            case "update":
                open_views.update(view, inspect_view(body.get("view"), "modal"), None)
            case "push":
                open_views.push(view.user, inspect_view(body.get("view"), "modal"))
            case "clear":
                open_views.clear(view.user)
            case _:
                open_views.close(view)
    return view.errors


def _errors(view: View, errors: Json) -> dict[str, str]:
    labels = {field.block["block_id"]: field.label for field, _ in view.inputs.entries()}
    for block_id in errors:
        if block_id not in labels:
            raise SlackError("invalid_response_action", f"errors: {block_id} is no input block of the view")
    return {labels[block_id]: str(text) for block_id, text in errors.items()}
