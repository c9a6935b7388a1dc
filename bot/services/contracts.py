"""The contract desk: looks at the contracts' meters, and has the account managers told before they run out."""

from bot.domain.calls.call import Call
from bot.domain.calls.stats import assistance_minutes
from bot.domain.clients import contracts
from bot.domain.clients.client import Client, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy
from bot.domain.ports import Alarms, Calls, Clients, Clock, Document, Notifier
from bot.services.rota import RotaReader, RotaWriter

ALARM = "contract:"
"""An alarm's id is this and the client's code."""


class ContractWatch:
    """Has a contract looked at, by an alarm, once a call of its client began or ended: nobody waits for that."""

    def __init__(self, notifier: Notifier, alarms: Alarms, clock: Clock) -> None:
        self._notifier = notifier
        self._alarms = alarms
        self._clock = clock

    def notify(self, document: Document) -> None:
        self._notifier.notify(document)
        if isinstance(document, Call) and (document.version == 0 or document.closed):
            self._alarms.arm(f"{ALARM}{document.client.code}", self._clock.now())


class ContractService:
    """Told first, then marked as told: a stop in between may tell something twice, and loses nothing."""

    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        roster: RotaReader,
        pen: RotaWriter,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._roster = roster
        self._pen = pen
        self._policy = policy
        self._clock = clock

    async def look_at_all(self) -> None:
        for client in (await self._clients.directory()).clients.values():
            await self._look(client)

    async def look(self, code: str) -> None:
        """Something was booked on a client's contract, or its client calls."""
        client = (await self._clients.directory()).by_code(code)
        if client:
            await self._look(client)

    async def _look(self, client: Client) -> None:
        contract = client.contract
        if contract is None:
            return
        now = self._clock.now()
        left = minutes_left(contract, assistance_minutes(await self._calls.stats(client.code), client))
        due = contracts.alerts(client, left, now.astimezone(self._policy.zone).date())
        if not due:
            return

        def told(directory: Directory) -> Directory:
            # Imported anew meanwhile, it is another contract: to be looked at again.
            current = directory.by_code(client.code)
            same = current is not None and current.contract == contract
            return directory.with_client(contracts.marked(current, due)) if current and same else directory

        await self._pen.write(
            self._roster.monday(now), lambda week, _: contracts.tell(week, client, left, now, self._policy)
        )
        await self._clients.change(told)
