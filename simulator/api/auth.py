"""auth.test and apps.connections.open."""

from simulator.api.arguments import Arguments
from simulator.json_types import Json
from simulator.slack_state.ids import APP_ID, BOT_ID, BOT_USER
from simulator.slack_state.state import SlackState


def test(slack: SlackState, _: Arguments) -> Json:
    workspace = slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.people[BOT_USER].name,
        "team_id": workspace.team_id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
        "is_enterprise_install": False,
    }


def open_connection(slack: SlackState, _: Arguments) -> Json:
    address = slack.url.replace("http", "ws", 1)
    return {"url": f"{address}link/?ticket={slack.sockets.ticket()}&app_id={APP_ID}"}
