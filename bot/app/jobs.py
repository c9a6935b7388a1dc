"""What the clock drives: alarms and what each of them is for, and what is looked at regularly."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.membership import SlackMembership
from bot.delivery.people import SlackPeople
from bot.domain.ports import Clock
from bot.scheduler.alarms import AlarmClock
from bot.services import telephony as telephony_service
from bot.services.contracts import ALARM, CARDS, ContractService
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.telephony import TelephonyService
from bot.storage.store import Store

LOOK_AHEAD_EVERY = 10.0
ARCHIVE_EVERY = 3600.0
MEMBERS_EVERY = 900.0
PEOPLE_EVERY = 3600.0
PEOPLE_SECONDS = 3.0
CONTRACTS_EVERY = timedelta(hours=1)

ROTA = "rota"
PEOPLE = "people"
CONTRACTS = "contracts"


class Jobs:
    """Rings for calls, weeks, the rota, people who changed, and contracts that run out."""

    def __init__(
        self,
        *,
        alarms: AlarmClock,
        clock: Clock,
        dispatcher: Dispatcher,
        rota: RotaUpkeep,
        contracts: ContractService,
        people: SlackPeople,
        members: tuple[str, ...],
        membership: SlackMembership,
        store: Store,
        telephony: TelephonyService | None = None,
    ) -> None:
        self._alarms = alarms
        self._clock = clock
        self._dispatcher = dispatcher
        self._rota = rota
        self._contracts = contracts
        self._people = people
        self._members = members
        self._membership = membership
        self._store = store
        self._telephony = telephony
        self._for = {
            ROTA: self._keep_rota,
            PEOPLE: rota.follow_people,
            CONTRACTS: self._look_at_contracts,
        }

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time."""
        self._alarms.start(self._ring)
        self._alarms.every(LOOK_AHEAD_EVERY, self.look_ahead, "look ahead")
        self._alarms.every(ARCHIVE_EVERY, self._archive, "archive")
        self._alarms.every(MEMBERS_EVERY, self._membership.refresh, "members")
        self._alarms.every(PEOPLE_EVERY, self._ask_again, "people")
        await self._membership.refresh()
        await self._archive()
        await self._know_people()
        await self.look_ahead()
        self._alarms.arm(CONTRACTS, self._clock.now())

    def stop(self) -> None:
        self._alarms.stop()

    async def look_ahead(self) -> None:
        await self._dispatcher.look_ahead()
        await self._keep_rota()
        if self._telephony:
            await self._telephony.settle()

    async def clock_moved(self) -> None:
        """For a clock that people move: every alarm is set anew, and what is due now is due now."""
        self._alarms.rearm()
        await self.look_ahead()

    def person_changed(self, person: str) -> None:
        self._people.forget(person)
        self._alarms.arm(PEOPLE, self._clock.now())

    async def _ring(self, id: str) -> None:
        if id in self._for:
            await self._for[id]()
        elif id.startswith(ALARM):
            await self._contracts.check(id.removeprefix(ALARM))
        elif id.startswith(CARDS):
            await self._contracts.update_cards(id.removeprefix(CARDS))
        elif self._telephony and id.removesuffix(telephony_service.LATER) == telephony_service.RINGS:
            await self._telephony.settle()
        elif self._telephony and id.startswith(telephony_service.ALARM):
            await self._telephony.call_opened(id.removeprefix(telephony_service.ALARM))
        else:
            await self._dispatcher.ring(id)

    async def _keep_rota(self) -> None:
        self._alarms.arm(ROTA, await self._rota.run())

    async def _look_at_contracts(self) -> None:
        await self._contracts.check_all()
        self._alarms.arm(CONTRACTS, self._clock.now() + CONTRACTS_EVERY)

    async def _ask_again(self) -> None:
        # Slack promises no event: whose account was closed unheard is found out all the same.
        for member in self._members:
            self._people.forget(member)
        await self._rota.follow_people()

    async def _know_people(self) -> None:
        # An announcement that is due now should not name somebody who has left; nor wait for a Slack that is slow.
        with suppress(TimeoutError):
            async with asyncio.timeout(PEOPLE_SECONDS):
                await self._rota.follow_people()

    async def _archive(self) -> None:
        await self._store.calls.archive(self._clock.now())
