"""auth.* and apps.*: who the app is, and how its websockets come in."""

from simulator.ids import APP_ID, BOT_ID, BOT_USER
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.world import World


def test(world: World, _: Arguments) -> Json:
    workspace = world.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.people[BOT_USER].name,
        "team_id": workspace.team_id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(world: World, _: Arguments) -> Json:
    address = world.url.replace("http", "ws", 1)
    return {"url": f"{address}link/?ticket={world.sockets.ticket()}&app_id={APP_ID}"}
