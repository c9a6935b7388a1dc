"""The contract desk: looks at the contracts' meters, and has the account managers told before they run out."""

from bot.desk.rota import Pen, Roster
from bot.domain import contracts
from bot.domain.call import Call
from bot.domain.client import Client, minutes_left
from bot.domain.directory import Directory
from bot.domain.figures import assistance_minutes
from bot.domain.policy import House
from bot.domain.ports import Alarms, Calls, Clients, Clock, Document, Outside

ALARM = "contract:"
"""An alarm's id is this and the client's code."""


class ContractWatch:
    """Has a contract looked at, by an alarm, once a call of its client began or ended: nobody waits for that."""

    def __init__(self, outside: Outside, alarms: Alarms, clock: Clock) -> None:
        self._outside = outside
        self._alarms = alarms
        self._clock = clock

    def written(self, document: Document) -> None:
        self._outside.written(document)
        if isinstance(document, Call) and (document.version == 0 or document.closed):
            self._alarms.arm(f"{ALARM}{document.client.code}", self._clock.now())


class ContractDesk:
    """Told first, then marked as told: a stop in between may tell something twice, and loses nothing."""

    def __init__(
        self, *, calls: Calls, clients: Clients, roster: Roster, pen: Pen, house: House, clock: Clock
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._roster = roster
        self._pen = pen
        self._house = house
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
        left = minutes_left(contract, assistance_minutes(await self._calls.figures(client.code), client))
        due = contracts.alerts(client, left, now.astimezone(self._house.zone).date())
        if not due:
            return

        def told(directory: Directory) -> Directory:
            # Imported anew meanwhile, it is another contract: to be looked at again.
            current = directory.by_code(client.code)
            same = current is not None and current.contract == contract
            return directory.with_client(contracts.marked(current, due)) if current and same else directory

        await self._pen.write(
            self._roster.monday(now), lambda week, _: contracts.tell(week, client, left, now, self._house)
        )
        await self._clients.change(told)
