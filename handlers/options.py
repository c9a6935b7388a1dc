"""What a select offers while one types."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.similarity import similar
from bot.rendering.elements import Element
from bot.rendering.options import client_options
from handlers.desks import Desks
from handlers.listening import Listening
from handlers.payloads import unescaped

OFFERED = 20


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    async def clients(body: Mapping[str, Any]) -> list[Element]:
        typed = unescaped(str(body.get("value") or "")).strip()
        directory = await desks.reading.directory()
        return client_options(directory.search(typed, similar, OFFERED), typed)

    app.options("client")(listening.options(clients))
