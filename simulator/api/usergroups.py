"""usergroups.*: user groups and their members."""

from simulator.admin.workspace_admin import set_group_users
from simulator.api.arguments import Arguments
from simulator.fixtures import GroupFixture
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.serialisation import group_json
from simulator.slack_state.state import SlackState


def list_(slack: SlackState, arguments: Arguments) -> Json:
    team_id = slack.workspace.team_id
    groups = [group_json(group, team_id) for group in slack.workspace.groups.values()]
    if not arguments.flag("include_users"):
        groups = [{key: value for key, value in group.items() if key != "users"} for group in groups]
    return {"usergroups": groups}


def list_users(slack: SlackState, arguments: Arguments) -> Json:
    return {"users": list(_group(slack, arguments).users)}


def update_users(slack: SlackState, arguments: Arguments) -> Json:
    """Replaces all members of the user group."""
    users = arguments.listed("users")
    if not users:
        raise SlackError("no_users_provided")
    group = _group(slack, arguments)
    if not group.writable:
        raise SlackError("permission_denied")
    if not all(_may_be_member(slack, user) for user in users):
        raise SlackError("invalid_users")
    return {"usergroup": group_json(set_group_users(slack, group.id, users), slack.workspace.team_id)}


def _may_be_member(slack: SlackState, user: str) -> bool:
    found = slack.workspace.people.get(user)
    return found is not None and not (
        found.deleted or found.is_bot or found.is_restricted or found.is_ultra_restricted or found.is_stranger
    )


def _group(slack: SlackState, arguments: Arguments) -> GroupFixture:
    group = slack.workspace.groups.get(arguments.needed("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group
