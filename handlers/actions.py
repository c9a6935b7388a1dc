"""Buttons and menus: on the card, on the ping, on a question to the account manager, and in the forms."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.call import Call, QuoteChoice
from bot.domain.calls.triage import TREE, Imputation, needs_need
from bot.domain.calls.triage_flow import TriageChoice, asked
from bot.domain.refusals import AlreadyClosed
from bot.rendering.renderer import SlackView
from bot.services.view_models import CallView
from handlers.error_boundary import Action
from handlers.forms import edit_form, hold_form, need_form, report_form
from handlers.listeners import Listeners
from handlers.payloads import Fields, MalformedError, pressed
from handlers.replies import NOTHING, Reply, SlackContext, person_of
from handlers.services import Services

Body = Mapping[str, Any]
Move = Callable[[str, str], Awaitable[Call]]
FormResponder = Callable[[CallView], SlackView]


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    buttons = Buttons(services)
    moves: Mapping[str, Move] = {
        "call_level2": services.calls.call_level2,
        "call_team": services.calls.call_team,
        "take": services.calls.take,
        "hand_back": services.calls.hand_back,
        "announced": services.calls.announce,
        "reopen": services.calls.reopen,
    }
    for action, move in moves.items():
        app.action(action)(**listeners.button(_moving(move)))
    app.action("refused")(**listeners.button(buttons.refused))
    app.action("rewind")(**listeners.button(buttons.rewind))
    app.action(re.compile(r"^answer:"))(**listeners.button(buttons.answer))
    app.action(re.compile(r"^decide:"))(**listeners.button(buttons.decide))
    app.action("menu")(**listeners.button(buttons.menu))
    app.action("close")(**listeners.opening("button", buttons.report))
    app.action("edit")(**listeners.opening("button", buttons.edit))
    app.action("hold")(**listeners.opening("button", buttons.hold))
    app.action("imputation")(**listeners.button(buttons.imputation))


def _moving(move: Move) -> Action:
    async def act(body: Body) -> Reply:
        await move(pressed(body).number, person_of(body))
        return NOTHING

    return act


class Buttons:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def answer(self, body: Body) -> Reply:
        """An answer of the triage; one that asks for the client's need opens its form first."""
        number, node, given = _three(pressed(body).words)
        if given not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        if needs_need(node, given):
            view = await self._services.reading.view(number)
            asked(view.call, node)
            return Reply(form=need_form(self._services.renderer, view, node, given))
        await self._services.calls.answer(number, person_of(body), TriageChoice(node, given))
        return NOTHING

    async def rewind(self, body: Body) -> Reply:
        words = pressed(body).words
        seen = int(words[1]) if len(words) > 1 and words[1].isdigit() else -1
        await self._services.calls.rewind(words[0], person_of(body), seen)
        return NOTHING

    async def refused(self, body: Body) -> Reply:
        solution = self._services.renderer.refusal_solution
        await self._services.calls.refuse_invoicing(pressed(body).number, person_of(body), solution)
        return NOTHING

    async def decide(self, body: Body) -> Reply:
        button = pressed(body)
        choice = QuoteChoice(button.action.partition(":")[2])
        await self._services.calls.decide(button.number, person_of(body), choice)
        return NOTHING

    async def menu(self, body: Body) -> Reply:
        what, *number = pressed(body).words
        if what == "discard" and number:
            await self._services.calls.discard(number[0], person_of(body))
            return NOTHING
        if what == "undecide" and number:
            await self._services.calls.undo_decision(number[0], person_of(body))
            return NOTHING
        if what == "client_file" and number:
            view = await self._services.reading.view(number[0])
            client = await self._services.reading.client(view.call.client.code)
            return Reply(message=self._services.renderer.message("client", view=client))
        raise MalformedError("no choice of the menu")

    async def report(self, body: Body) -> Reply:
        view = await self._open_page(pressed(body).number)
        return Reply(form=report_form(self._services.renderer, view))

    async def edit(self, body: Body) -> Reply:
        view = await self._open_page(pressed(body).number)
        return Reply(form=edit_form(self._services.renderer, view))

    async def hold(self, body: Body) -> Reply:
        view = await self._open_page(pressed(body).number)
        return Reply(form=hold_form(self._services.renderer, view))

    async def imputation(self, body: Body) -> Reply:
        """Another imputation was chosen in «Compte rendu»: the invoicing's announcement is asked or not."""
        form = Fields(body)
        chosen = Imputation(form.choice("imputation") or "")

        async def redraw(slack: SlackContext) -> None:
            view = await self._services.reading.view(form.metadata)
            await slack.redraw(report_form(self._services.renderer, view, chosen))

        return Reply(later=redraw)

    async def _open_page(self, number: str) -> CallView:
        view = await self._services.reading.view(number)
        if view.call.closed:
            raise AlreadyClosed(number, view.call.closed.by)
        return view


def _three(words: tuple[str, ...]) -> tuple[str, str, str]:
    try:
        number, node, given = words
    except ValueError as error:
        raise MalformedError("no answer of the triage") from error
    return number, node, given
