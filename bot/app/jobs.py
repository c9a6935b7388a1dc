"""What the clock drives: alarms and what each of them is for, and what is looked at regularly."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.roster import RosterKeeper
from bot.delivery.store_alarm import StoreAlarm
from bot.domain.freshness import read_anew
from bot.domain.ports import Clock
from bot.scheduler.alarms import AlarmClock
from bot.services import statement_upkeep
from bot.services import telephony as telephony_service
from bot.services.contracts import ALARM, CARDS, ContractService
from bot.services.departures import DepartureService
from bot.services.missed_notes import MissedNotes
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.statement_upkeep import StatementUpkeep
from bot.services.telephony import TelephonyService
from bot.storage.store import Store

LOOK_AHEAD_EVERY = 10.0
ARCHIVE_EVERY = 3600.0
ROSTER_EVERY = timedelta(minutes=10)
"""Slack promises no event: whose account was closed, or who left a channel unheard, is found out all the same."""

ROSTER_AGAIN_AFTER = timedelta(seconds=10)
"""Before people are asked for again, where Slack has not told all of them."""

ROSTER_SECONDS = 5.0
"""How long a start waits for Slack to say who is who; what is missing then comes later."""

NOTES_SOON = timedelta(seconds=10)
"""Before threads are read again in which somebody wrote whom Slack had not described yet."""

NOTES_AGAIN_AFTER = timedelta(minutes=1)
"""Before threads are read again that Slack did not show."""

BEGIN_WITHIN = timedelta(seconds=10)
"""How long a start waits for the connection to Slack with what that should not wait for."""

CONTRACTS_EVERY = timedelta(hours=1)
STATEMENT_AGAIN = timedelta(minutes=15)

ROTA = "rota"
PEOPLE = "people"
ROSTER = "roster"
NOTES = "notes"
CONTRACTS = "contracts"
TEMPLATES = "templates"
STATEMENT = "statement"


class Jobs:
    """Rings for calls, weeks, the rota, people who changed, and contracts that run out."""

    def __init__(
        self,
        *,
        alarms: AlarmClock,
        clock: Clock,
        dispatcher: Dispatcher,
        rota: RotaUpkeep,
        departures: DepartureService,
        contracts: ContractService,
        roster: RosterKeeper,
        statements: StatementUpkeep,
        store: Store,
        prepare: Callable[[], None],
        rate_limiter: RateLimiter,
        store_alarm: StoreAlarm,
        missed_notes: MissedNotes,
        telephony: TelephonyService | None = None,
    ) -> None:
        self._alarms = alarms
        self._clock = clock
        self._dispatcher = dispatcher
        self._rota = rota
        self._departures = departures
        self._contracts = contracts
        self._roster = roster
        self._statements = statements
        self._store = store
        self._prepare = prepare
        self._rate_limiter = rate_limiter
        self._telephony = telephony
        self._store_alarm = store_alarm
        self._missed_notes = missed_notes
        self._reading: asyncio.Lock = asyncio.Lock()
        self._background: set[asyncio.Task[None]] = set()
        self._for = {
            ROTA: self._keep_rota,
            PEOPLE: self._people_changed,
            ROSTER: self._keep_roster,
            NOTES: self._catch_up_notes,
            CONTRACTS: self._look_at_contracts,
            TEMPLATES: self._prepare_templates,
            STATEMENT: self._send_statement,
        }

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time.

        What nobody waits for is left to `begin`, or done within `BEGIN_WITHIN` without it.
        """
        self._alarms.start(self._ring)
        self._alarms.every(LOOK_AHEAD_EVERY, self.look_ahead, "look ahead")
        self._alarms.every(ARCHIVE_EVERY, self._archive, "archive")
        await self._roster.load()
        await self._know_people()
        await self._archive()
        await self.look_ahead()
        self._arm_later_work(self._clock.now() + BEGIN_WITHIN)

    def begin(self) -> None:
        """Slack is heard: what could wait for that begins."""
        self._arm_later_work(self._clock.now())

    def _arm_later_work(self, at: datetime) -> None:
        for work in (CONTRACTS, TEMPLATES, STATEMENT, NOTES):
            self._alarms.arm(work, at)

    def stop(self) -> None:
        self._alarms.stop()
        self._store_alarm.stop()
        for task in self._background:
            task.cancel()

    async def look_ahead(self) -> None:
        read_anew()
        await self._store_alarm.look()
        await self._dispatcher.look_ahead()
        await self._keep_rota()
        if self._telephony:
            await self._telephony.settle()

    async def clock_moved(self) -> None:
        """For a clock that people move: every alarm is set anew, and what is due now is due now."""
        self._alarms.rearm()
        self._rate_limiter.forget()
        await self.look_ahead()

    def person_changed(self, user: Mapping[str, Any]) -> None:
        """An event tells what a person's profile is now."""
        self._roster.people.told(user)
        self._alarms.arm(PEOPLE, self._clock.now())

    def connected(self) -> None:
        """The socket is connected again: what happened meanwhile was told to nobody."""
        self._alarms.arm(ROSTER, self._clock.now())
        self._alarms.arm(NOTES, self._clock.now())

    async def _ring(self, id: str) -> None:
        read_anew()
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
        elif id.startswith(statement_upkeep.ALARM):
            await self._statements.refresh(id.removeprefix(statement_upkeep.ALARM))
        else:
            await self._dispatcher.ring(id)

    async def _keep_rota(self) -> None:
        self._alarms.arm(ROTA, await self._rota.run())

    async def _prepare_templates(self) -> None:
        # Some tenths of a second; what is needed before is compiled then.
        with suppress(asyncio.CancelledError):  # told to stop first: APScheduler would log it as a fault
            await asyncio.to_thread(self._prepare)

    async def _send_statement(self) -> None:
        # Armed before it is tried: what fails now is tried again.
        self._alarms.arm(STATEMENT, self._clock.now() + STATEMENT_AGAIN)
        following = await self._statements.run()
        if following and following < self._clock.now() + STATEMENT_AGAIN:
            self._alarms.arm(STATEMENT, following)

    async def notes_read(self) -> None:
        """Waits until the threads of open calls were read again."""
        async with self._reading:
            await self._missed_notes.catch_up()

    async def _catch_up_notes(self) -> None:
        if self._reading.locked():
            return
        async with self._reading:
            if not await self._missed_notes.catch_up():
                self._alarms.arm(NOTES, self._clock.now() + NOTES_AGAIN_AFTER)

    async def _look_at_contracts(self) -> None:
        await self._contracts.check_all()
        self._alarms.arm(CONTRACTS, self._clock.now() + CONTRACTS_EVERY)

    async def _people_changed(self) -> None:
        await self._roster.save()
        await self._follow_people()

    async def _follow_people(self) -> None:
        await self._rota.follow_people()
        await self._departures.tell()

    async def roster_refreshed(self) -> None:
        """Waits until people were asked for again."""
        await self._keep_roster()

    async def _keep_roster(self) -> None:
        try:
            told = await self._roster.refresh()
            await self._follow_people()
        finally:
            self._alarms.arm(ROSTER, self._clock.now() + ROSTER_AGAIN_AFTER)
        if told:
            self._alarms.arm(ROSTER, self._clock.now() + ROSTER_EVERY)

    async def _know_people(self) -> None:
        # An announcement that is due now should not name somebody who has left; nor wait for a Slack that is slow.
        knowing = asyncio.create_task(self._keep_roster())
        self._background.add(knowing)
        knowing.add_done_callback(self._background.discard)
        await asyncio.wait({knowing}, timeout=ROSTER_SECONDS)

    async def _archive(self) -> None:
        await self._store.calls.archive(self._clock.now())
