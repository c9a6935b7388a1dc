"""App Home: drawn when it is opened, and again after what its reader did."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.refusals import Refusal
from bot.rendering.renderer import SlackView
from handlers.forms import blank_form
from handlers.listeners import Listeners
from handlers.replies import Reply, SlackContext
from handlers.services import Services

log = structlog.get_logger(__name__)

OPENED = "app_home_opened"
KEPT = 1000
"""Readers whose tab is drawn anew; the one who opened it the longest ago is let go."""


class Home:
    """Only those who have opened the tab since the bot started have it drawn after what they did."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._readers: dict[str, None] = {}

    def register(self, app: AsyncApp, listeners: Listeners) -> None:
        app.event(OPENED)(**listeners.drawing(self.opened))
        app.action("new_call")(**listeners.opening("shortcut", self.new_call))

    async def opened(self, slack: SlackContext) -> None:
        if slack.body["event"].get("tab") != "home":
            return
        self._readers.pop(slack.person, None)
        self._readers[slack.person] = None
        if len(self._readers) > KEPT:
            del self._readers[next(iter(self._readers))]
        await self._publish(slack)

    async def new_call(self, _body: Mapping[str, Any]) -> Reply:
        return Reply(form=blank_form(self._services.renderer))

    async def acted(self, slack: SlackContext) -> None:
        """Nothing that goes wrong with the tab concerns what the person did."""
        if slack.person not in self._readers:
            return
        try:
            await self._publish(slack)
        except Exception:
            log.exception("home not drawn")

    async def _publish(self, slack: SlackContext) -> None:
        await slack.client.views_publish(user_id=slack.person, view=await self._view(slack.person))

    async def _view(self, person: str) -> SlackView:
        renderer = self._services.renderer
        try:
            await self._services.access.authorize(person)
        except Refusal as refusal:
            log.info("refused", refusal=type(refusal).__name__)
            return renderer.home_word(renderer.refusal(refusal))
        return renderer.home(await self._services.home.view(person))
