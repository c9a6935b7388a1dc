"""«Compléter»: the account manager fills in a client that was typed during a call."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.clients.completion import ClientFile
from bot.services.parsing import PHASES
from handlers.listeners import Listeners
from handlers.payloads import Fields, pressed
from handlers.replies import NOTHING, Reply, person_of
from handlers.services import Services

Body = Mapping[str, Any]


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    clients = ClientListeners(services)
    app.action("complete")(**listeners.opening("button", clients.form))
    app.view("complete")(**listeners.form(clients.complete))


class ClientListeners:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def form(self, body: Body) -> Reply:
        number = pressed(body).number
        client = await self._services.clients.provisional(number)
        form = self._services.renderer.form("complete", number=number, client=client, person=person_of(body))
        return Reply(form=form)

    async def complete(self, body: Body) -> Reply:
        await self._services.clients.complete(Fields(body).metadata, person_of(body), _file(Fields(body)))
        return NOTHING


def _file(form: Fields) -> ClientFile:
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
