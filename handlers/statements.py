"""«Valider» and «Corriger…» on a month's statement, and the form «Corriger l'appel»."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.triage import Imputation
from bot.domain.month import Month
from handlers.forms import amend_form
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, ViewState, block_action, person_of
from handlers.replies import NOTHING, Reply
from handlers.services import Services


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the buttons and the form."""
    statements = StatementListeners(services)
    app.action("validate")(**listeners.button(statements.validate))
    app.action("amend")(**listeners.form_opener("button", statements.form))
    app.view("amend")(**listeners.submission(statements.amend))


@dataclass(frozen=True, slots=True)
class StatementListeners:
    """The handlers of the statement's buttons and form."""

    services: Services

    async def validate(self, body: Body) -> Reply:
        """Validates a client's month; its value is the month, then the client's code, which may have spaces."""
        written, *code = block_action(body).arguments
        try:
            month = Month.read(written)
        except ValueError as error:
            raise MalformedError("no month") from error
        await self.services.statements.validate(month, " ".join(code), person_of(body))
        return Reply(message=self.services.renderer.message("validated"))

    async def form(self, body: Body) -> Reply:
        call = await self.services.statement_queries.amendable(block_action(body).number, person_of(body))
        return Reply(form=amend_form(self.services.renderer, call))

    async def amend(self, body: Body) -> Reply:
        form = ViewState(body)
        imputation = form.choice("imputation")
        command = AmendCall(
            imputation=Imputation(imputation) if imputation else None,
            minutes1=form.whole("minutes1"),
            minutes2=form.whole("minutes2"),
            reason=form.text("reason") or "",
        )
        await self.services.statements.amend(form.metadata, person_of(body), command)
        return NOTHING
