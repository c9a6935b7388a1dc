"""views.*: modals and the Home tab."""

from simulator.blockkit.inspection import inspect_view
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.views import View
from simulator.web.arguments import Arguments
from simulator.web.reach import person
from simulator.world import World


def open_(world: World, arguments: Arguments) -> Json:
    definition = _view(arguments, "modal")
    trigger = world.triggers.redeem(arguments.needed("trigger_id"))
    return _shown(world, world.stage.open(trigger.user, definition))


def push(world: World, arguments: Arguments) -> Json:
    """On top of the modal in which the trigger was pulled."""
    definition = _view(arguments, "modal")
    trigger = world.triggers.redeem(arguments.needed("trigger_id"))
    if not trigger.from_modal:
        raise Refusal("invalid_trigger_id", "a push needs a trigger from within a modal")
    return _shown(world, world.stage.push(trigger.user, definition))


def update(world: World, arguments: Arguments) -> Json:
    view = world.stage.find(arguments.text("view_id"), arguments.text("external_id"))
    definition = _view(arguments, str(view.raw["type"]))
    return _shown(world, world.stage.update(view, definition, arguments.text("hash")))


def publish(world: World, arguments: Arguments) -> Json:
    if not world.manifest.has_home:
        raise Refusal("not_enabled")
    user = person(world, arguments.needed("user_id"))
    definition = _view(arguments, "home")
    return _shown(world, world.stage.publish(user.id, definition, arguments.text("hash")))


def _view(arguments: Arguments, kind: str) -> Json:
    return inspect_view(arguments.json("view", malformed="invalid_arguments"), kind)


def _shown(world: World, view: View) -> Json:
    world.changes.notify()
    return {"view": view.raw}
