"""usergroups.*: the groups that can be mentioned, and who is in them."""

from simulator.changing import set_group_users
from simulator.refusal import Refusal
from simulator.seeds import GroupSeed
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.wire import group_json
from simulator.world import World


def list_(world: World, arguments: Arguments) -> Json:
    team_id = world.workspace.team_id
    groups = [group_json(group, team_id) for group in world.workspace.groups.values()]
    if not arguments.flag("include_users"):
        groups = [{key: value for key, value in group.items() if key != "users"} for group in groups]
    return {"usergroups": groups}


def list_users(world: World, arguments: Arguments) -> Json:
    return {"users": list(_group(world, arguments).users)}


def update_users(world: World, arguments: Arguments) -> Json:
    """Replaces the whole list."""
    users = arguments.listed("users")
    if not users:
        raise Refusal("no_users_provided")
    group = _group(world, arguments)
    if not group.writable:
        raise Refusal("permission_denied")
    if not all(_may_be_member(world, user) for user in users):
        raise Refusal("invalid_users")
    return {"usergroup": group_json(set_group_users(world, group.id, users), world.workspace.team_id)}


def _may_be_member(world: World, user: str) -> bool:
    found = world.workspace.people.get(user)
    return found is not None and not (
        found.deleted or found.is_bot or found.is_restricted or found.is_ultra_restricted or found.is_stranger
    )


def _group(world: World, arguments: Arguments) -> GroupSeed:
    group = world.workspace.groups.get(arguments.needed("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return group
