"""«Compléter»: the account manager fills in a client that was typed during a call."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.intake import PHASES
from bot.domain.completing import ClientFile
from handlers.desks import Desks
from handlers.listening import Listening
from handlers.payloads import Fields, pressed
from handlers.replies import NOTHING, Reply, person_of

Body = Mapping[str, Any]


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    clients = ClientListeners(desks)
    app.action("complete")(**listening.opening("button", clients.form))
    app.view("complete")(**listening.form(clients.complete))


class ClientListeners:
    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def form(self, body: Body) -> Reply:
        number = pressed(body).number
        client = await self._desks.clients.provisional(number)
        form = self._desks.renderer.form("complete", number=number, client=client, person=person_of(body))
        return Reply(form=form)

    async def complete(self, body: Body) -> Reply:
        await self._desks.clients.complete(Fields(body).metadata, person_of(body), _file(Fields(body)))
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
