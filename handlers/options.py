"""What a select offers while one types."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.desk.similarity import similar
from bot.rendering.options import client_options
from handlers.desks import Desks
from handlers.payloads import unescaped

log = structlog.get_logger(__name__)

OFFERED = 20


def register(app: AsyncApp, desks: Desks) -> None:
    async def clients(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        typed = unescaped(str(body.get("value") or "")).strip()
        try:
            directory = await desks.reading.directory()
            options = client_options(directory.search(typed, similar, OFFERED), typed)
        except Exception:
            log.exception("no clients to offer")
            options = []
        await ack(options=options)

    app.options("client")(clients)
