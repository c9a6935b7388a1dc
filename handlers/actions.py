"""Buttons and menus about calls: on the card, on the ping, on a question to the account manager, and in forms."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.call import Call, QuoteChoice
from bot.domain.calls.triage import TREE, Imputation, asks_for_need
from bot.domain.calls.triage_flow import TriageChoice, require_question, require_settled
from bot.domain.refusals import AlreadyClosed
from bot.domain.stamp import Stamp
from bot.services.view_models import CallView
from handlers.error_boundary import Handler
from handlers.forms import (
    assign_form,
    chosen_client_form,
    edit_form,
    hold_form,
    need_form,
    report_form,
)
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, ViewState, block_action, person_of
from handlers.replies import NOTHING, Reply, SlackContext
from handlers.services import Services

CallMethod = Callable[[str, str], Awaitable[Call]]
"""A method of `CallService` that needs the call's number and the person's id, and nothing else."""


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the buttons and menus, by their `action_id`."""
    buttons = ButtonListeners(services)
    methods: Mapping[str, CallMethod] = {
        "call_level2": services.calls.call_level2,
        "call_team": services.calls.call_team,
        "take": services.calls.take,
        "hand_back": services.calls.hand_back,
        "take_back": services.calls.take_back,
        "call_back": services.calls.call_back,
        "announced": services.calls.announce,
        "reopen": services.calls.reopen,
    }
    for action_id, method in methods.items():
        app.action(action_id)(**listeners.button(_calling(method)))
    app.action("recipe_used")(**listeners.button(buttons.recipe_used))
    app.action("refused")(**listeners.button(buttons.refused))
    app.action("rewind")(**listeners.button(buttons.rewind))
    app.action(re.compile(r"^answer:"))(**listeners.button(buttons.answer))
    app.action(re.compile(r"^decide:"))(**listeners.button(buttons.decide))
    app.action("menu")(**listeners.button(buttons.menu))
    app.action("close")(**listeners.form_opener("button", buttons.report))
    app.action("edit")(**listeners.form_opener("button", buttons.edit))
    app.action("hold")(**listeners.form_opener("button", buttons.hold))
    app.action("imputation")(**listeners.button(buttons.imputation))
    app.action("client")(**listeners.button(buttons.client))


def _calling(method: CallMethod) -> Handler:
    async def handler(body: Body) -> Reply:
        await method(block_action(body).number, person_of(body))
        return NOTHING

    return handler


@dataclass(frozen=True, slots=True)
class ButtonListeners:
    """The handlers of buttons and menus."""

    services: Services

    async def answer(self, body: Body) -> Reply:
        """Answers a question of the triage; for an answer that needs the client's need, returns its form instead."""
        number, node, answer = _answer(block_action(body).arguments)
        if answer not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        if asks_for_need(node, answer):
            view = await self.services.queries.view(number)
            require_question(view.call, node)
            return Reply(form=need_form(self.services.renderer, view, node, answer))
        await self.services.calls.answer(number, person_of(body), TriageChoice(node, answer))
        return NOTHING

    async def rewind(self, body: Body) -> Reply:
        """Takes the last answer back; the button's value says how many answers the person saw."""
        number, *rest = block_action(body).arguments
        seen = int(rest[0]) if rest and rest[0].isdigit() else -1
        await self.services.calls.rewind(number, person_of(body), seen)
        return NOTHING

    async def refused(self, body: Body) -> Reply:
        solution = self.services.renderer.refusal_solution
        await self.services.calls.refuse_invoicing(block_action(body).number, person_of(body), solution)
        return NOTHING

    async def recipe_used(self, body: Body) -> Reply:
        """«Cela a servi»; the button's value is the call's number and that of the call with the recipe."""
        number, *recipe = block_action(body).arguments
        if not recipe:
            raise MalformedError("no recipe")
        await self.services.precedents.use_recipe(number, person_of(body), recipe[0])
        return NOTHING

    async def decide(self, body: Body) -> Reply:
        action = block_action(body)
        choice = QuoteChoice(action.action_id.partition(":")[2])
        await self.services.calls.decide(action.number, person_of(body), choice)
        return NOTHING

    async def menu(self, body: Body) -> Reply:
        """Runs the option chosen in the card's «…» menu."""
        option, *number = block_action(body).arguments
        if option == "discard" and number:
            await self.services.calls.discard(number[0], person_of(body))
            return NOTHING
        if option == "undecide" and number:
            await self.services.calls.undo_decision(number[0], person_of(body))
            return NOTHING
        if option == "take_back" and number:
            await self.services.calls.take_back(number[0], person_of(body))
            return NOTHING
        if option == "assign" and number:
            view = await self._open_call(number[0], person_of(body))
            return Reply(
                form=assign_form(self.services.renderer, view, await self.services.rota_queries.members())
            )
        if option == "client_file" and number:
            view = await self.services.queries.view(number[0])
            require_settled(view.call, Stamp(view.now, person_of(body)))
            client = await self.services.queries.client(view.call.client.code)
            return Reply(message=self.services.renderer.message("client", view=client))
        raise MalformedError("no choice of the menu")

    async def report(self, body: Body) -> Reply:
        view = await self._open_call(block_action(body).number, person_of(body))
        closer = self.services.levels.closer(person_of(body))
        return Reply(form=report_form(self.services.renderer, view, closer))

    async def edit(self, body: Body) -> Reply:
        view = await self._open_call(block_action(body).number, person_of(body))
        return Reply(form=edit_form(self.services.renderer, view))

    async def hold(self, body: Body) -> Reply:
        view = await self._open_call(block_action(body).number, person_of(body))
        return Reply(form=hold_form(self.services.renderer, view))

    async def imputation(self, body: Body) -> Reply:
        """Redraws «Compte rendu» after another imputation was chosen in it: not every one asks about invoicing."""
        form = ViewState(body)
        chosen = Imputation(form.choice("imputation") or "")

        async def redraw(slack: SlackContext) -> None:
            view = await self.services.queries.view(form.metadata)
            closer = self.services.levels.closer(slack.person)
            await slack.update_view(report_form(self.services.renderer, view, closer, chosen))

        return Reply(after_ack=redraw)

    async def client(self, body: Body) -> Reply:
        """Redraws «Nouvel appel» after a client was chosen in it: phase and contract are asked of a new one alone."""
        view = chosen_client_form(self.services.renderer, ViewState(body))

        async def redraw(slack: SlackContext) -> None:
            await slack.update_view(view)

        return Reply(after_ack=redraw)

    async def _open_call(self, number: str, person: str) -> CallView:
        view = await self.services.queries.view(number)
        require_settled(view.call, Stamp(view.now, person))
        if view.call.closed:
            raise AlreadyClosed(number, view.call.closed.by)
        return view


def _answer(arguments: tuple[str, ...]) -> tuple[str, str, str]:
    """Returns the call's number, the node of the triage and the answer."""
    try:
        number, node, answer = arguments
    except ValueError as error:
        raise MalformedError("no answer of the triage") from error
    return number, node, answer
