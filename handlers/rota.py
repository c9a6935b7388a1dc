"""The rota's buttons and forms: swaps and absences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.rota_exchange import Leave, Offer
from handlers.desks import Desks
from handlers.listening import Listening
from handlers.payloads import Fields, MalformedError, pressed
from handlers.replies import NOTHING, Reply, person_of

Body = Mapping[str, Any]


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    rota = RotaListeners(desks)
    app.action("swap_new")(**listening.opening("button", rota.offer))
    app.action("swap_accept")(**listening.button(rota.accept))
    app.action("swap_decline")(**listening.button(rota.decline))
    app.action("swap_withdraw")(**listening.button(rota.withdraw))
    app.view("swap")(**listening.form(rota.propose))
    app.action("absence_new")(**listening.opening("button", rota.leave))
    app.action("absence_remove")(**listening.button(rota.take_back))
    app.view("absence")(**listening.form(rota.declare))


class RotaListeners:
    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def offer(self, body: Body) -> Reply:
        page = await self._desks.rota_pages.offer(person_of(body))
        return Reply(form=self._desks.renderer.form("swap", page=page))

    async def propose(self, body: Body) -> Reply:
        form = Fields(body)
        offer = Offer(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            mine=_monday(form.choice("mine")),
            theirs=_monday(form.choice("theirs")),
            word=form.text("word"),
        )
        await self._desks.exchange.propose(offer)
        return NOTHING

    async def accept(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._desks.exchange.accept(monday, id, person_of(body))
        return self._done()

    async def decline(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._desks.exchange.decline(monday, id, person_of(body))
        return self._done()

    async def withdraw(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._desks.exchange.withdraw(monday, id, person_of(body))
        return self._done()

    async def leave(self, body: Body) -> Reply:
        """One's own absence, today, until it is filled in otherwise."""
        today = self._desks.rota_pages.today()
        return Reply(form=self._desks.renderer.form("absence", person=person_of(body), today=today))

    async def declare(self, body: Body) -> Reply:
        form = Fields(body)
        leave = Leave(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            person=form.person("person"),
            start=form.day("start"),
            until=form.day("until"),
        )
        await self._desks.exchange.declare(leave)
        return NOTHING

    async def take_back(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self._desks.exchange.take_back(monday, id, person_of(body))
        return self._done()

    def _done(self) -> Reply:
        # These buttons stand in messages that are redrawn, and in the answer to `/lina rota`, which is not.
        return Reply(message=self._desks.renderer.message("saved"))


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
