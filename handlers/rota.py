"""The rota's buttons and forms: swaps and absences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services.rota_changes import AbsenceRequest, SwapRequest
from handlers.listeners import Listeners
from handlers.payloads import Fields, MalformedError, pressed
from handlers.replies import NOTHING, Reply, person_of
from handlers.services import Services

Body = Mapping[str, Any]


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    rota = RotaListeners(services)
    app.action("swap_new")(**listeners.opening("button", rota.offer))
    app.action("swap_accept")(**listeners.button(rota.accept))
    app.action("swap_decline")(**listeners.button(rota.decline))
    app.action("swap_withdraw")(**listeners.button(rota.withdraw))
    app.view("swap")(**listeners.form(rota.propose))
    app.action("absence_new")(**listeners.opening("button", rota.leave))
    app.action("absence_remove")(**listeners.button(rota.take_back))
    app.view("absence")(**listeners.form(rota.declare))


class RotaListeners:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def offer(self, body: Body) -> Reply:
        view = await self._services.rota_pages.offer(person_of(body))
        return Reply(form=self._services.renderer.form("swap", view=view))

    async def propose(self, body: Body) -> Reply:
        form = Fields(body)
        offer = SwapRequest(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            mine=_monday(form.choice("mine")),
            theirs=_monday(form.choice("theirs")),
            word=form.text("word"),
        )
        await self._services.exchange.propose(offer)
        return NOTHING

    async def accept(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._services.exchange.accept(monday, id, person_of(body))
        return self._done()

    async def decline(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._services.exchange.decline(monday, id, person_of(body))
        return self._done()

    async def withdraw(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._services.exchange.withdraw(monday, id, person_of(body))
        return self._done()

    async def leave(self, body: Body) -> Reply:
        """One's own absence, today, until it is filled in otherwise."""
        today = self._services.rota_pages.today()
        return Reply(form=self._services.renderer.form("absence", person=person_of(body), today=today))

    async def declare(self, body: Body) -> Reply:
        form = Fields(body)
        leave = AbsenceRequest(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            person=form.person("person"),
            start=form.day("start"),
            until=form.day("until"),
        )
        await self._services.exchange.declare(leave)
        return NOTHING

    async def take_back(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._services.exchange.take_back(monday, id, person_of(body))
        return self._done()

    def _done(self) -> Reply:
        # These buttons stand in messages that are redrawn, and in the answer to `/lina rota`, which is not.
        return Reply(message=self._services.renderer.message("saved"))


def _reference(body: Body) -> tuple[date, str]:
    """The week and the id of the absence or swap that a button is about."""
    words = pressed(body).words
    if len(words) != 2:  # noqa: PLR2004  # a week and an id
        raise MalformedError("no absence or swap")
    return _monday(words[0]), words[1]


def _monday(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise MalformedError("no week") from error
