"""Submitted forms of calls."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import TREE, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.refusals import HoldInThePast
from bot.rendering.options import NEW_CLIENT
from bot.services.opening import EditCall, OpenCall
from bot.services.parsing import ClientChoice, checked_version
from handlers import confirmations
from handlers.forms import report_form, source_of
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, ViewState, person_of
from handlers.replies import NOTHING, Reply
from handlers.ring_forms import origin_of
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the forms, by their `callback_id`."""
    forms = FormListeners(services)
    app.view("new_call")(**listeners.submission(forms.new_call))
    app.view("edit_call")(**listeners.submission(forms.edit_call))
    app.view("hold")(**listeners.submission(forms.hold))
    app.view("assign")(**listeners.submission(forms.assign))
    app.view("need")(**listeners.submission(forms.need))
    app.view("report")(**listeners.submission(forms.report))


@dataclass(frozen=True, slots=True)
class FormListeners:
    """The handlers of submissions."""

    services: Services

    async def new_call(self, body: Body) -> Reply:
        """Opens a call; with «Déjà résolu», the form of the compte rendu takes this form's place."""
        form = ViewState(body)
        command = OpenCall(
            origin=origin_of(form.metadata, form.view_id),
            by=person_of(body),
            choice=_client_choice(form),
            request=await self._text(form, "request") or "",
            contact=await self._text(form, "contact"),
            phone=form.text("phone"),
            source=source_of(form.metadata),
        )
        opened = await self.services.opening.open(command)
        confirm = confirmations.for_form(self.services, opened)
        if not form.ticked("solved") or not opened.call.is_open:
            return Reply(after_ack=confirm)
        view = await self.services.queries.call(opened.call)
        closer = self.services.levels.closer(person_of(body))
        return Reply(form=report_form(self.services.renderer, view, closer), after_ack=confirm)

    async def edit_call(self, body: Body) -> Reply:
        form = ViewState(body)
        command = EditCall(
            choice=_client_choice(form),
            request=await self._text(form, "request") or "",
            contact=await self._text(form, "contact"),
            phone=form.text("phone"),
        )
        await self.services.opening.edit(form.metadata, person_of(body), command)
        return NOTHING

    async def hold(self, body: Body) -> Reply:
        form = ViewState(body)
        until = form.instant("until")
        if until is None:
            raise HoldInThePast
        await self.services.calls.hold(
            form.metadata, person_of(body), until, await self._text(form, "reason") or ""
        )
        return NOTHING

    async def assign(self, body: Body) -> Reply:
        form = ViewState(body)
        to = form.choice("to") or form.person("to")
        await self.services.calls.assign(form.metadata, person_of(body), to)
        return NOTHING

    async def need(self, body: Body) -> Reply:
        """Answers the triage question that the form was opened for, with the client's need."""
        form = ViewState(body)
        number, node, answer = (*form.metadata.split(), "", "", "")[:3]
        if answer not in TREE.get(node, {}):
            raise MalformedError("no answer of the tree")
        choice = TriageChoice(node, answer, await self._text(form, "need"))
        await self.services.calls.answer(number, person_of(body), choice)
        return NOTHING

    async def _text(self, form: ViewState, field: str) -> str | None:
        """What was typed in a field, as a person reads it."""
        typed = form.text(field)
        return await self.services.queries.readable(typed) if typed else None

    async def report(self, body: Body) -> Reply:
        """Closes the call with its compte rendu."""
        form = ViewState(body)
        imputation = form.choice("imputation")
        command = CloseCall(
            imputation=Imputation(imputation) if imputation else None,
            solution=await self._text(form, "solution") or "",
            diagnosis=await self._text(form, "diagnosis"),
            level=2 if form.choice("level") == "2" else 1,
            minutes1=form.whole("minutes1"),
            minutes2=form.whole("minutes2"),
            announced=form.ticked("announced"),
            updated=form.ticked("updated"),
            lina_version=checked_version(form.text("lina_version")) if form.ticked("updated") else None,
            by_developer=self.services.levels.closer(person_of(body)).developer,
            follow_up=await self._text(form, "follow_up"),
            inform_dev=form.ticked("inform_dev"),
            recipe=await self._text(form, "recipe"),
            other=form.person_or_none("other"),
            other_minutes=form.whole("other_minutes"),
            to_client=form.ticked("to_client"),
        )
        await self.services.calls.close(form.metadata, person_of(body), command)
        return NOTHING


def _client_choice(form: ViewState) -> ClientChoice:
    chosen = form.choice("client")
    name = chosen.removeprefix(NEW_CLIENT) if chosen and chosen.startswith(NEW_CLIENT) else None
    return ClientChoice(
        code=None if name else chosen,
        new_name=name,
        phase=form.choice("phase"),
        contract=form.choice("contract"),
    )
