"""What account managers say of a month's statement: «Valider» by client, «Corriger…» by call (surface 11)."""

from dataclasses import dataclass

from bot.domain import statements
from bot.domain.calls import amendment
from bot.domain.calls.amendment import AmendCall
from bot.domain.month import Month
from bot.domain.policy import Policy
from bot.domain.ports import CallNotifier, Calls, Clock
from bot.domain.refusals import MonthNotOver
from bot.domain.stamp import Stamp
from bot.domain.statements import ClientStatement
from bot.services.change import change, existing
from bot.services.rota import RotaWriter
from bot.services.statement_queries import StatementQueries


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementChanges:
    """Validates months and corrects calls."""

    calls: Calls
    queries: StatementQueries
    rota_writer: RotaWriter
    policy: Policy
    clock: Clock
    notifier: CallNotifier

    async def validate(self, month: Month, code: str, by: str) -> None:
        """«Valider»: the client's month is right.

        Raises:
            MonthNotOver: it is not over yet.
            NotTheAccountManager: somebody else answers for the client.
            NothingToValidate: the client has no call in it.
            ClientUndecided: something of the client awaits a decision.
        """
        if not statements.is_over(month, self.clock.now(), self.policy.zone):
            raise MonthNotOver
        contents = await self.queries.contents(month)
        client = next((client for client in contents.clients if client.code == code), None)
        client = client or ClientStatement(code=code, name=code, lines=())
        await self.queries.authorize(code, by, [line.call for line in client.lines])
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(
            statements.statement_week(month), lambda week, _: statements.validated(week, month, client, stamp)
        )

    async def amend(self, number: str, by: str, form: AmendCall) -> None:
        """«Corriger l'appel»: a new version of the compte rendu goes to the same recipients.

        Raises:
            NotTheAccountManager: somebody else answers for the client.
            Refusal: the rule's, with the form's field.
        """
        call = await existing(self.calls, number)
        await self.queries.authorize(call.client.code, by, [call])
        stamp = Stamp(self.clock.now(), by)
        changed = await change(self.calls, number, lambda c: amendment.amend(c, stamp, form, self.policy))
        self.notifier.notify(changed.after)
