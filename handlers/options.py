"""The options of the «Client» select, found while somebody types."""

from slack_bolt.async_app import AsyncApp

from bot.rendering.elements import Element
from bot.rendering.options import client_options
from bot.services.similarity import similar
from bot.services.slack_markup import as_typed
from handlers.listeners import Listeners
from handlers.payloads import Body
from handlers.services import Services

CLIENTS_OFFERED = 20


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the listener of the select."""

    async def clients(body: Body) -> list[Element]:
        typed = as_typed(str(body.get("value") or "")).strip()
        directory = await services.queries.directory()
        return client_options(directory.search(typed, similar, CLIENTS_OFFERED), typed)

    app.options("client")(listeners.options(clients))
