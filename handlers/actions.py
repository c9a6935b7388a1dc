"""Buttons and menus: on the card, on the ping, on a question to the account manager, and in the forms."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.pages import CallPage
from bot.domain.acts import Choice
from bot.domain.call import Call
from bot.domain.refusals import AlreadyClosed
from bot.domain.sorting import Given, asked
from bot.domain.triage import TREE, Imputation, needs_need
from bot.rendering.renderer import View
from handlers.desks import Desks
from handlers.forms import edit_form, hold_form, need_form, report_form
from handlers.listening import Listening
from handlers.outcomes import Act
from handlers.payloads import Fields, MalformedError, pressed
from handlers.replies import NOTHING, Line, Reply, person_of

Body = Mapping[str, Any]
Move = Callable[[str, str], Awaitable[Call]]
Form = Callable[[CallPage], View]


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    buttons = Buttons(desks)
    moves: Mapping[str, Move] = {
        "call_level2": desks.calls.call_level2,
        "call_team": desks.calls.call_team,
        "take": desks.calls.take,
        "hand_back": desks.calls.hand_back,
        "announced": desks.calls.announce,
        "reopen": desks.calls.reopen,
    }
    for action, move in moves.items():
        app.action(action)(**listening.button(_moving(move)))
    app.action("refused")(**listening.button(buttons.refused))
    app.action("rewind")(**listening.button(buttons.rewind))
    app.action(re.compile(r"^answer:"))(**listening.button(buttons.answer))
    app.action(re.compile(r"^decide:"))(**listening.button(buttons.decide))
    app.action("menu")(**listening.button(buttons.menu))
    app.action("close")(**listening.opening("button", buttons.report))
    app.action("edit")(**listening.opening("button", buttons.edit))
    app.action("hold")(**listening.opening("button", buttons.hold))
    app.action("imputation")(**listening.button(buttons.imputation))


def _moving(move: Move) -> Act:
    async def act(body: Body) -> Reply:
        await move(pressed(body).number, person_of(body))
        return NOTHING

    return act


class Buttons:
    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def answer(self, body: Body) -> Reply:
        """An answer of the triage; one that asks for the client's need opens its form first."""
        number, node, given = _three(pressed(body).words)
        if given not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        if needs_need(node, given):
            page = await self._desks.reading.page(number)
            asked(page.call, node)
            return Reply(form=need_form(self._desks.renderer, page, node, given))
        await self._desks.calls.answer(number, person_of(body), Given(node, given))
        return NOTHING

    async def rewind(self, body: Body) -> Reply:
        words = pressed(body).words
        seen = int(words[1]) if len(words) > 1 and words[1].isdigit() else -1
        await self._desks.calls.rewind(words[0], person_of(body), seen)
        return NOTHING

    async def refused(self, body: Body) -> Reply:
        solution = self._desks.renderer.refusal_solution
        await self._desks.calls.refuse_invoicing(pressed(body).number, person_of(body), solution)
        return NOTHING

    async def decide(self, body: Body) -> Reply:
        button = pressed(body)
        choice = Choice(button.action.partition(":")[2])
        await self._desks.calls.decide(button.number, person_of(body), choice)
        return NOTHING

    async def menu(self, body: Body) -> Reply:
        what, *number = pressed(body).words
        if what == "discard" and number:
            await self._desks.calls.discard(number[0], person_of(body))
            return NOTHING
        if what == "undecide" and number:
            await self._desks.calls.undo_decision(number[0], person_of(body))
            return NOTHING
        if what == "client_file" and number:
            page = await self._desks.reading.page(number[0])
            client = await self._desks.reading.client(page.call.client.code)
            return Reply(message=self._desks.renderer.message("client", page=client))
        raise MalformedError("no choice of the menu")

    async def report(self, body: Body) -> Reply:
        page = await self._open_page(pressed(body).number)
        return Reply(form=report_form(self._desks.renderer, page))

    async def edit(self, body: Body) -> Reply:
        page = await self._open_page(pressed(body).number)
        return Reply(form=edit_form(self._desks.renderer, page))

    async def hold(self, body: Body) -> Reply:
        page = await self._open_page(pressed(body).number)
        return Reply(form=hold_form(self._desks.renderer, page))

    async def imputation(self, body: Body) -> Reply:
        """Another imputation was chosen in «Compte rendu»: the invoicing's announcement is asked or not."""
        form = Fields(body)
        chosen = Imputation(form.choice("imputation") or "")

        async def redraw(line: Line) -> None:
            page = await self._desks.reading.page(form.metadata)
            await line.redraw(report_form(self._desks.renderer, page, chosen))

        return Reply(later=redraw)

    async def _open_page(self, number: str) -> CallPage:
        page = await self._desks.reading.page(number)
        if page.call.closed:
            raise AlreadyClosed(number, page.call.closed.by)
        return page


def _three(words: tuple[str, ...]) -> tuple[str, str, str]:
    try:
        number, node, given = words
    except ValueError as error:
        raise MalformedError("no answer of the triage") from error
    return number, node, given
