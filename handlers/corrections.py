"""The buttons of a correction that the developers are asked for, and the form of its delivery."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.correction import require_open
from handlers.listeners import Listeners
from handlers.payloads import Body, ViewState, block_action, person_of
from handlers.replies import NOTHING, Reply
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the buttons and the form."""
    corrections = CorrectionListeners(services)
    app.action("correction_take")(**listeners.button(corrections.take))
    app.action("correction_deliver")(**listeners.form_opener("button", corrections.form))
    app.view("delivery")(**listeners.submission(corrections.deliver))


@dataclass(frozen=True, slots=True)
class CorrectionListeners:
    """The handlers of a correction's buttons and form."""

    services: Services

    async def take(self, body: Body) -> Reply:
        await self.services.calls.take_correction(block_action(body).number, person_of(body))
        return NOTHING

    async def form(self, body: Body) -> Reply:
        view = await self.services.queries.view(block_action(body).number)
        require_open(view.call)
        return Reply(form=self.services.renderer.form("delivery", view=view))

    async def deliver(self, body: Body) -> Reply:
        form = ViewState(body)
        word = await self.services.queries.readable(form.text("word") or "")
        await self.services.calls.deliver_correction(form.metadata, person_of(body), word)
        return NOTHING
