"""users.*: the members of the workspace; with e-mail addresses only for users:read.email."""

from simulator.api.arguments import Arguments
from simulator.api.paging import page
from simulator.api.visibility import person
from simulator.fixtures import PersonFixture
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.serialisation import user_json
from simulator.slack_state.state import SlackState


def info(slack: SlackState, arguments: Arguments) -> Json:
    return {"user": _user(slack, person(slack, arguments.needed("user")))}


def list_(slack: SlackState, arguments: Arguments) -> Json:
    workspace = slack.workspace
    # People of other organisations are not listed: an app finds them in the channels that they share.
    own = [each for each in workspace.people.values() if not workspace.is_foreign(each)]
    shown, cursor = page(own, arguments)
    return {"members": [_user(slack, each) for each in shown], "cache_ts": slack.ids.seconds(), **cursor}


def lookup_by_email(slack: SlackState, arguments: Arguments) -> Json:
    email = arguments.needed("email").lower()
    for each in slack.workspace.people.values():
        if each.email.lower() == email and not each.deleted:
            return {"user": _user(slack, each)}
    raise SlackError("users_not_found")


def _user(slack: SlackState, each: PersonFixture) -> Json:
    with_email = "users:read.email" in slack.manifest.scopes
    return user_json(each, slack.workspace, slack.clock.now(), with_email=with_email)
