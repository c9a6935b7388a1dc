"""Checks the contracts, and has the account managers told before one runs out (surface 3)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.calls.call import Call
from bot.domain.clients import contracts
from bot.domain.clients.client import Client, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import NoticeKind
from bot.domain.outbox.notices import request_update
from bot.domain.policy import Policy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clients, Clock
from bot.services.change import change
from bot.services.rota import RotaReader, RotaWriter
from bot.services.used_minutes import used_minutes

ALARM = "contract:"
"""The id of the alarm that checks a contract is this and the client's code."""

CARDS = "cards:"
"""The id of the alarm that updates a client's open cards is this and the client's code."""

RECENT = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractWatch:
    """Passes calls on to `notifier`, and sets an alarm to check the client's contract when one opens or ends.

    When one ends or is reopened, another alarm updates the client's other open cards, which show the hours left. Both
    run by the alarm, so that no listener waits for them.
    """

    notifier: CallNotifier
    alarms: Alarms
    clock: Clock

    def notify(self, call: Call, /) -> None:
        """The call was written."""
        self.notifier.notify(call)
        now = self.clock.now()
        if call.version == 0 or call.closed:
            self.alarms.arm(f"{ALARM}{call.client.code}", now)
        if call.closed or (call.reopened and now - call.reopened.at < RECENT):
            self.alarms.arm(f"{CARDS}{call.client.code}", now)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractService:
    """Has the account manager told of a contract that is about to end, or to have no hours left.

    The alert is promised first and recorded on the client afterwards: a stop in between may promise it twice, and
    loses none.
    """

    calls: Calls
    clients: Clients
    rota: RotaReader
    rota_writer: RotaWriter
    policy: Policy
    clock: Clock
    notifier: CallNotifier

    async def check_all(self) -> None:
        """Checks the contract of every client."""
        for client in (await self.clients.directory()).clients.values():
            await self._check(client)

    async def check(self, code: str) -> None:
        """Checks the contract of the client with this code, if the directory has one."""
        client = (await self.clients.directory()).by_code(code)
        if client:
            await self._check(client)

    async def update_cards(self, code: str) -> None:
        """Has the client's open cards show the hours that are left now, where the contract has hours."""
        client = (await self.clients.directory()).by_code(code)
        if client is None or client.contract is None or client.contract.hours is None:
            return
        for call in await self.calls.open_calls():
            if call.client.code == code:
                changed = await change(self.calls, call.number, _with_card_updated)
                self.notifier.notify(changed.after)

    async def _check(self, client: Client) -> None:
        contract = client.contract
        if contract is None:
            return
        now = self.clock.now()
        left = minutes_left(contract, await used_minutes(self.calls, client))
        due = contracts.due_alerts(client, left, now.astimezone(self.policy.zone).date())
        if not due:
            return

        def with_alerts(directory: Directory) -> Directory:
            # Imported anew meanwhile, it is another contract, which has alerts of its own.
            current = directory.by_code(client.code)
            same = current is not None and current.contract == contract
            return (
                directory.with_client(contracts.with_alerts(current, due)) if current and same else directory
            )

        await self.rota_writer.write(
            self.rota.monday(now),
            lambda week, _: contracts.enqueue_alerts(week, client, left, now, self.policy),
        )
        await self.clients.change(with_alerts)


def _with_card_updated(call: Call) -> Call:
    return replace(call, notices=request_update(call.notices, (NoticeKind.CARD,))) if call.is_open else call
