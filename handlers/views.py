"""Submitted forms."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.intake import Stated
from bot.desk.opening import Change, Order
from bot.domain.closing import Closing
from bot.domain.refusals import HoldInThePast
from bot.domain.sorting import Given
from bot.domain.triage import TREE, Imputation
from bot.rendering.options import NEW
from handlers import opened
from handlers.desks import Desks
from handlers.forms import report_form, source_of
from handlers.listening import Listening
from handlers.payloads import Fields, MalformedError
from handlers.replies import NOTHING, Reply, person_of

Body = Mapping[str, Any]


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    forms = Forms(desks)
    app.view("new_call")(**listening.form(forms.new_call))
    app.view("edit_call")(**listening.form(forms.edit_call))
    app.view("hold")(**listening.form(forms.hold))
    app.view("need")(**listening.form(forms.need))
    app.view("report")(**listening.form(forms.report))


class Forms:
    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def new_call(self, body: Body) -> Reply:
        """«Déjà résolu» puts the compte rendu in the form's place; the call is open all the same."""
        form = Fields(body)
        order = Order(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            stated=_stated(form),
            request=form.text("request") or "",
            contact=form.text("contact"),
            phone=form.text("phone"),
            source=source_of(form.metadata),
        )
        call = await self._desks.opening.open(order)
        later = opened.by_form(self._desks, call)
        if not form.ticked("solved") or not call.call.is_open:
            return Reply(later=later)
        page = await self._desks.reading.call(call.call)
        return Reply(form=report_form(self._desks.renderer, page), later=later)

    async def edit_call(self, body: Body) -> Reply:
        form = Fields(body)
        change = Change(
            stated=_stated(form),
            request=form.text("request") or "",
            contact=form.text("contact"),
            phone=form.text("phone"),
        )
        await self._desks.opening.edit(form.metadata, person_of(body), change)
        return NOTHING

    async def hold(self, body: Body) -> Reply:
        form = Fields(body)
        until = form.instant("until")
        if until is None:
            raise HoldInThePast
        await self._desks.calls.hold(form.metadata, person_of(body), until, form.text("reason") or "")
        return NOTHING

    async def need(self, body: Body) -> Reply:
        form = Fields(body)
        number, node, answer = (*form.metadata.split(), "", "", "")[:3]
        if answer not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        given = Given(node, answer, form.text("need"))
        await self._desks.calls.answer(number, person_of(body), given)
        return NOTHING

    async def report(self, body: Body) -> Reply:
        form = Fields(body)
        chosen = form.choice("imputation")
        closing = Closing(
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
        await self._desks.calls.close(form.metadata, person_of(body), closing)
        return NOTHING


def _stated(form: Fields) -> Stated:
    chosen = form.choice("client")
    name = chosen.removeprefix(NEW) if chosen and chosen.startswith(NEW) else None
    return Stated(
        code=None if name else chosen,
        new_name=name,
        phase=form.choice("phase"),
        contract=form.choice("contract"),
    )
