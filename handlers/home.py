"""The Home tab: published when a person opens it, and again after what that person did."""

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.refusals import Refusal
from bot.rendering.renderer import SlackView
from handlers.forms import blank_form
from handlers.listeners import Listeners
from handlers.payloads import Body
from handlers.replies import Reply, SlackContext
from handlers.services import Services

log = structlog.get_logger(__name__)

OPENED = "app_home_opened"
READERS_KEPT = 1000
"""How many people's tabs are published again; beyond that, whoever opened theirs the longest ago is dropped."""


class HomeListeners:
    """The handlers of the Home tab. They remember who has opened it since the bot started."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._readers: dict[str, None] = {}

    def register(self, app: AsyncApp, listeners: Listeners) -> None:
        """Registers the tab's event and its button."""
        app.event(OPENED)(listeners.event_after_ack(self.opened))
        app.action("new_call")(listeners.form_opener("shortcut", self.new_call))

    async def opened(self, slack: SlackContext) -> None:
        """Publishes the tab; Slack sends this event for the messages tab too."""
        if slack.body["event"].get("tab") != "home":
            return
        self._readers.pop(slack.person, None)
        self._readers[slack.person] = None
        if len(self._readers) > READERS_KEPT:
            del self._readers[next(iter(self._readers))]
        await self._publish(slack)

    async def new_call(self, _body: Body) -> Reply:
        return Reply(form=blank_form(self._services.renderer))

    async def redraw(self, slack: SlackContext) -> None:
        """Publishes the tab again after an action, for people who have opened it. Logs errors, raises none."""
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
            return renderer.home_text(renderer.refusal(refusal))
        return renderer.home(await self._services.home.view(person))
