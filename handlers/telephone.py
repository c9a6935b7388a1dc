"""The buttons of the message about a ringing telephone."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.services.callers import KnownCaller
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, block_action
from handlers.replies import Reply
from handlers.ring_forms import ring_form
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the buttons, by their `action_id`."""
    telephone = TelephoneListeners(services)
    app.action("ring_open")(**listeners.form_opener("button", telephone.open))
    app.action("ring_client")(**listeners.button(telephone.client))


@dataclass(frozen=True, slots=True)
class TelephoneListeners:
    """Handlers of the buttons of a ring's message."""

    services: Services

    async def open(self, body: Body) -> Reply:
        """Opens «Nouvel appel» with the client, the contact and the number of who calls."""
        reference = block_action(body).number
        return Reply(form=ring_form(self.services.renderer, reference, await self._caller(reference)))

    async def client(self, body: Body) -> Reply:
        """Shows the client's file."""
        view = await self.services.queries.client(block_action(body).number)
        return Reply(message=self.services.renderer.message("client", view=view))

    async def _caller(self, reference: str) -> KnownCaller | None:
        try:
            return await self.services.callers.of_ring(reference)
        except ValueError as error:
            raise MalformedError("no ring") from error
