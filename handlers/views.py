"""Submitted forms."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import TREE, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.refusals import HoldInThePast
from bot.rendering.options import NEW
from bot.services.opening import EditCall, OpenCall
from bot.services.parsing import ClientChoice
from handlers import confirmations
from handlers.forms import report_form, source_of
from handlers.listeners import Listeners
from handlers.payloads import Fields, MalformedError
from handlers.replies import NOTHING, Reply, person_of
from handlers.services import Services

Body = Mapping[str, Any]


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    forms = Forms(services)
    app.view("new_call")(**listeners.form(forms.new_call))
    app.view("edit_call")(**listeners.form(forms.edit_call))
    app.view("hold")(**listeners.form(forms.hold))
    app.view("need")(**listeners.form(forms.need))
    app.view("report")(**listeners.form(forms.report))


class Forms:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def new_call(self, body: Body) -> Reply:
        """«Déjà résolu» puts the compte rendu in the form's place; the call is open all the same."""
        form = Fields(body)
        order = OpenCall(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            choice=_client_choice(form),
            request=form.text("request") or "",
            contact=form.text("contact"),
            phone=form.text("phone"),
            source=source_of(form.metadata),
        )
        call = await self._services.opening.open(order)
        later = confirmations.by_form(self._services, call)
        if not form.ticked("solved") or not call.call.is_open:
            return Reply(later=later)
        view = await self._services.reading.call(call.call)
        return Reply(form=report_form(self._services.renderer, view), later=later)

    async def edit_call(self, body: Body) -> Reply:
        form = Fields(body)
        change = EditCall(
            choice=_client_choice(form),
            request=form.text("request") or "",
            contact=form.text("contact"),
            phone=form.text("phone"),
        )
        await self._services.opening.edit(form.metadata, person_of(body), change)
        return NOTHING

    async def hold(self, body: Body) -> Reply:
        form = Fields(body)
        until = form.instant("until")
        if until is None:
            raise HoldInThePast
        await self._services.calls.hold(form.metadata, person_of(body), until, form.text("reason") or "")
        return NOTHING

    async def need(self, body: Body) -> Reply:
        form = Fields(body)
        number, node, answer = (*form.metadata.split(), "", "", "")[:3]
        if answer not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        given = TriageChoice(node, answer, form.text("need"))
        await self._services.calls.answer(number, person_of(body), given)
        return NOTHING

    async def report(self, body: Body) -> Reply:
        form = Fields(body)
        chosen = form.choice("imputation")
        closing = CloseCall(
            imputation=Imputation(chosen) if chosen else None,
            solution=form.text("solution") or "",
            diagnosis=form.text("diagnosis"),
            level=2 if form.choice("level") == "2" else 1,
            minutes1=form.whole("minutes1"),
            minutes2=form.whole("minutes2"),
            announced=form.ticked("announced"),
            updated=form.ticked("updated"),
            follow_up=form.text("follow_up"),
            inform_dev=form.ticked("inform_dev"),
            recipe=form.text("recipe"),
        )
        await self._services.calls.close(form.metadata, person_of(body), closing)
        return NOTHING


def _client_choice(form: Fields) -> ClientChoice:
    chosen = form.choice("client")
    name = chosen.removeprefix(NEW) if chosen and chosen.startswith(NEW) else None
    return ClientChoice(
        code=None if name else chosen,
        new_name=name,
        phase=form.choice("phase"),
        contract=form.choice("contract"),
    )
