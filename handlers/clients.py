"""«Compléter»: the account manager fills in the file of a client that was typed during a call."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.domain.clients.completion import ClientFile
from bot.services.parsing import PHASES
from handlers.listeners import Listeners
from handlers.payloads import Body, ViewState, block_action, person_of
from handlers.replies import NOTHING, Reply
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the button and its form."""
    clients = ClientListeners(services)
    app.action("complete")(**listeners.form_opener("button", clients.form))
    app.view("complete")(**listeners.submission(clients.complete))


@dataclass(frozen=True, slots=True)
class ClientListeners:
    """The handlers of the client file's form."""

    services: Services

    async def form(self, body: Body) -> Reply:
        number = block_action(body).number
        client = await self.services.clients.provisional(number)
        form = self.services.renderer.form("complete", number=number, client=client, person=person_of(body))
        return Reply(form=form)

    async def complete(self, body: Body) -> Reply:
        form = ViewState(body)
        await self.services.clients.complete(form.metadata, person_of(body), _file(form))
        return NOTHING


def _file(form: ViewState) -> ClientFile:
    phases = {answer: phase for phase, answer in PHASES.items()}
    return ClientFile(
        name=form.text("name") or "",
        phase=phases.get(form.choice("phase") or ""),
        delivered=form.day_or_none("delivered"),
        warranty_end=form.day_or_none("warranty_end"),
        contract=form.text("contract"),
        contract_start=form.day_or_none("contract_start"),
        contract_end=form.day_or_none("contract_end"),
        hours=form.text("hours"),
        account_manager=form.person_or_none("account_manager"),
        technicians=form.people("technicians"),
        lina_version=form.text("lina_version"),
        remote_access=form.text("remote_access"),
    )
