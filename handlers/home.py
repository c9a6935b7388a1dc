"""App Home: drawn when it is opened, and again after what its reader did."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.refusals import Refusal
from bot.rendering.renderer import View
from handlers.desks import Desks
from handlers.forms import blank_form
from handlers.listening import Listening
from handlers.replies import Line, Reply

log = structlog.get_logger(__name__)

OPENED = "app_home_opened"
KEPT = 1000
"""Readers whose tab is drawn anew; the one who opened it the longest ago is let go."""


class Home:
    """Only those who have opened the tab since the bot started have it drawn after what they did."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._readers: dict[str, None] = {}

    def register(self, app: AsyncApp, listening: Listening) -> None:
        app.event(OPENED)(**listening.drawing(self.opened))
        app.action("new_call")(**listening.opening("shortcut", self.new_call))

    async def opened(self, line: Line) -> None:
        if line.body["event"].get("tab") != "home":
            return
        self._readers.pop(line.person, None)
        self._readers[line.person] = None
        if len(self._readers) > KEPT:
            del self._readers[next(iter(self._readers))]
        await self._publish(line)

    async def new_call(self, _body: Mapping[str, Any]) -> Reply:
        return Reply(form=blank_form(self._desks.renderer))

    async def acted(self, line: Line) -> None:
        """Nothing that goes wrong with the tab concerns what the person did."""
        if line.person not in self._readers:
            return
        try:
            await self._publish(line)
        except Exception:
            log.exception("home not drawn")

    async def _publish(self, line: Line) -> None:
        await line.client.views_publish(user_id=line.person, view=await self._view(line.person))

    async def _view(self, person: str) -> View:
        renderer = self._desks.renderer
        try:
            await self._desks.access.admit(person)
        except Refusal as refusal:
            log.info("refused", refusal=type(refusal).__name__)
            return renderer.home_word(renderer.refusal(refusal))
        return renderer.home(await self._desks.home.page(person))
