"""users.*: people, as the bot may know them."""

from simulator.refusal import Refusal
from simulator.seeds import PersonSeed
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.paging import page
from simulator.web.reach import person
from simulator.wire import user_json
from simulator.world import World


def info(world: World, arguments: Arguments) -> Json:
    return {"user": _told(world, person(world, arguments.needed("user")))}


def list_(world: World, arguments: Arguments) -> Json:
    shown, cursor = page(list(world.workspace.people.values()), arguments)
    return {"members": [_told(world, each) for each in shown], "cache_ts": world.ids.seconds(), **cursor}


def lookup_by_email(world: World, arguments: Arguments) -> Json:
    email = arguments.needed("email").lower()
    for each in world.workspace.people.values():
        if each.email.lower() == email and not each.deleted:
            return {"user": _told(world, each)}
    raise Refusal("users_not_found")


def _told(world: World, each: PersonSeed) -> Json:
    with_email = "users:read.email" in world.manifest.scopes
    return user_json(each, world.workspace.team_id, world.clock.now(), with_email=with_email)
