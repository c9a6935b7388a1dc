"""What a select offers while one types."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.rendering.elements import Element
from bot.rendering.options import client_options
from bot.services.similarity import similar
from bot.services.slack_markup import as_typed
from handlers.listeners import Listeners
from handlers.services import Services

OFFERED = 20


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    async def clients(body: Mapping[str, Any]) -> list[Element]:
        typed = as_typed(str(body.get("value") or "")).strip()
        directory = await services.reading.directory()
        return client_options(directory.search(typed, similar, OFFERED), typed)

    app.options("client")(listeners.options(clients))
