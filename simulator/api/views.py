"""views.*: opens, pushes and updates modals, and publishes the Home tab."""

from simulator.api.arguments import Arguments
from simulator.api.visibility import person
from simulator.blockkit.inspection import inspect_view
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View


def open_(slack: SlackState, arguments: Arguments) -> Json:
    definition = _view(arguments, "modal")
    trigger = slack.triggers.redeem(arguments.needed("trigger_id"))
    return _shown(slack, slack.open_views.open(trigger.user, definition))


def push(slack: SlackState, arguments: Arguments) -> Json:
    """Pushes on the modal that the trigger came from."""
    definition = _view(arguments, "modal")
    trigger = slack.triggers.redeem(arguments.needed("trigger_id"))
    if not trigger.from_modal:
        raise SlackError("invalid_trigger_id", "a push needs a trigger from within a modal")
    return _shown(slack, slack.open_views.push(trigger.user, definition))


def update(slack: SlackState, arguments: Arguments) -> Json:
    view = slack.open_views.find(arguments.text("view_id"), arguments.text("external_id"))
    definition = _view(arguments, str(view.raw["type"]))
    return _shown(slack, slack.open_views.update(view, definition, arguments.text("hash")))


def publish(slack: SlackState, arguments: Arguments) -> Json:
    if not slack.manifest.has_home:
        raise SlackError("not_enabled")
    user = person(slack, arguments.needed("user_id"))
    definition = _view(arguments, "home")
    return _shown(slack, slack.open_views.publish(user.id, definition, arguments.text("hash")))


def _view(arguments: Arguments, kind: str) -> Json:
    return inspect_view(arguments.json("view", malformed="invalid_arguments"), kind)


def _shown(slack: SlackState, view: View) -> Json:
    slack.changes.notify()
    return {"view": view.raw}
