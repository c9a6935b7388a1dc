"""The rota's buttons and forms: swaps and absences."""

from dataclasses import dataclass
from datetime import date

from slack_bolt.async_app import AsyncApp

from bot.services.rota_changes import AbsenceRequest, SwapRequest
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, ViewState, block_action, person_of
from handlers.replies import NOTHING, Reply
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the buttons and forms."""
    rota = RotaListeners(services)
    app.action("swap_new")(**listeners.form_opener("button", rota.swap_form))
    app.action("swap_accept")(**listeners.button(rota.accept_swap))
    app.action("swap_decline")(**listeners.button(rota.decline_swap))
    app.action("swap_withdraw")(**listeners.button(rota.withdraw_swap))
    app.view("swap")(**listeners.submission(rota.propose_swap))
    app.action("absence_new")(**listeners.form_opener("button", rota.absence_form))
    app.action("absence_remove")(**listeners.button(rota.remove_absence))
    app.action("take_over")(**listeners.button(rota.take_over))
    app.action("designate")(**listeners.form_opener("button", rota.designate_form))
    app.view("designate")(**listeners.submission(rota.designate))
    app.view("absence")(**listeners.submission(rota.declare_absence))


@dataclass(frozen=True, slots=True)
class RotaListeners:
    """The handlers of the rota's buttons and forms."""

    services: Services

    async def swap_form(self, body: Body) -> Reply:
        view = await self.services.rota_queries.swap_form(person_of(body))
        return Reply(form=self.services.renderer.form("swap", view=view))

    async def propose_swap(self, body: Body) -> Reply:
        form = ViewState(body)
        request = SwapRequest(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            mine=_monday(form.choice("mine")),
            theirs=_monday(form.choice("theirs")),
            word=form.text("word"),
        )
        await self.services.rota.propose(request)
        return NOTHING

    async def accept_swap(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self.services.rota.accept(monday, id, person_of(body))
        return self._saved()

    async def decline_swap(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self.services.rota.decline(monday, id, person_of(body))
        return self._saved()

    async def withdraw_swap(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self.services.rota.withdraw(monday, id, person_of(body))
        return self._saved()

    async def absence_form(self, body: Body) -> Reply:
        """Returns the form, filled with the person who asks for it, and today."""
        today = self.services.rota_queries.today()
        return Reply(form=self.services.renderer.form("absence", person=person_of(body), today=today))

    async def declare_absence(self, body: Body) -> Reply:
        form = ViewState(body)
        request = AbsenceRequest(
            origin=f"view:{form.view_id}",
            by=person_of(body),
            person=form.person("person"),
            start=form.day("start"),
            until=form.day("until"),
        )
        await self.services.rota.declare(request)
        return NOTHING

    async def remove_absence(self, body: Body) -> Reply:
        monday, id = _reference(body)
        await self.services.rota.remove_absence(monday, id, person_of(body))
        return self._saved()

    async def take_over(self, body: Body) -> Reply:
        """Gives the week's technician what colleagues have at level 1."""
        taken = await self.services.take_over.take_over(person_of(body))
        return Reply(message=self.services.renderer.message("taken_over", calls=taken))

    async def designate_form(self, body: Body) -> Reply:
        monday = _monday(block_action(body).arguments[0])
        members = await self.services.rota_queries.members()
        return Reply(form=self.services.renderer.form("designate", monday=monday, members=members))

    async def designate(self, body: Body) -> Reply:
        form = ViewState(body)
        chosen = form.choice("person") or ""
        await self.services.rota.designate(_monday(form.metadata), person_of(body), chosen)
        return NOTHING

    def _saved(self) -> Reply:
        # Said, because the answer to `/lina rota`, which has these buttons too, is not redrawn.
        return Reply(message=self.services.renderer.message("saved"))


def _reference(body: Body) -> tuple[date, str]:
    """Returns the Monday of the week, and the id within it, of the absence or swap that a button is about."""
    arguments = block_action(body).arguments
    if len(arguments) != 2:  # noqa: PLR2004  # a week and an id
        raise MalformedError("no absence or swap")
    return _monday(arguments[0]), arguments[1]


def _monday(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise MalformedError("no week") from error
