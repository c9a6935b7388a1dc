"""Telephony: what the exchange tells of calls becomes messages, and missed calls become cards (surface 10)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calls import missed
from bot.domain.calls.call import Call, ClientRef, State
from bot.domain.calls.opening import NewCall
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy, TelephonyPolicy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clients, Clock, Weeks
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import SYSTEM, Stamp
from bot.domain.telephony import rings
from bot.domain.telephony.ring import ENTERED_WITHIN, PhoneEvent, PhoneEventKind, Ring
from bot.services.answerers import Answerers
from bot.services.callers import caller_of
from bot.services.change import change, refusing_unwritable_store
from bot.services.parsing import directory_facts
from bot.services.phones import exchange_phone
from bot.services.rota import RotaReader, RotaWriter
from bot.services.used_minutes import used_minutes

ALARM = "ring:"
"""An alarm's id is this and the number of a call that was opened."""

RINGS = "rings"
"""The id of the alarm that has the rings settled now; with `LATER` after it, that of the next one."""

LATER = " later"

FROM_RING = "ring:"
"""Begins the origin of a call that was opened by a ring's button; the ring's reference follows."""

LINKED_WITHIN = 2.0
"""Seconds for a call's card to be posted, before the ring's message names the call without its link."""

UNKNOWN_CLIENT = "?"
"""The code of the client of a missed call whose number is nobody's, or several clients'."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedEvent:
    """An event as the exchange sent it.

    Attributes:
        kind: what happened.
        call_id: the exchange's own name of the call.
        number: the caller's number as written; None for an anonymous caller.
        to: the number that was called, as written; None where it is not said.
        users: who answered, as the exchange writes them.
        answering_number: the number of the telephone that answered, as written; None where it is not said.
    """

    kind: PhoneEventKind
    call_id: str
    number: str | None
    to: str | None = None
    users: tuple[str, ...] = ()
    answering_number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TelephonyWords:
    """The French texts of missed calls, which are templates.

    Attributes:
        missed_request: the request of a missed call's card, by when it was missed (aware).
        unknown_client: the name that stands for a client whom nobody knows.
    """

    missed_request: Callable[[datetime], str]
    unknown_client: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TelephonyService:
    """Any event may come at any time, twice, and in any order: what was done is not done again.

    An event is written down, and nothing else is waited for; the rest is done by `settle`, which an alarm begins.
    """

    calls: Calls
    weeks: Weeks
    clients: Clients
    answerers: Answerers
    rota: RotaReader
    rota_writer: RotaWriter
    policy: Policy
    telephony: TelephonyPolicy
    clock: Clock
    notifier: CallNotifier
    alarms: Alarms
    words: TelephonyWords
    wait_for_link: Callable[[str, float], Awaitable[str | None]]
    observe_missed: Callable[[], None]

    async def receive(self, event: ReceivedEvent) -> None:
        """Records the event durably; ignores a call to another number.

        Raises:
            StoreRefused: the store is not writable; the exchange may send the event again.
            TooBusy: others changed the week again and again; likewise.
        """
        now = self.clock.now()
        with refusing_unwritable_store():
            this_week = self.rota.monday(now)
            running = await self.weeks.of(this_week)
            monday = await self._week_with(event.call_id, running, now)
            if monday is None and not self._is_ours(event.to):
                return
            technician = await self.rota.level1_in(running, this_week)
        phone_event = PhoneEvent(
            kind=event.kind,
            call_id=event.call_id,
            number=_e164(event.number),
            at=now,
            names=event.users,
            answering=_e164(event.answering_number),
        )
        await self.rota_writer.write_alone(
            monday or this_week, lambda week: rings.received(week, phone_event, technician)
        )
        self.alarms.arm(RINGS, now)

    async def settle(self) -> None:
        """Finds out who answered, and opens the cards of missed calls; sees to it that this is done again in time."""
        now = self.clock.now()
        monday = self.rota.monday(now)
        missed_at: list[datetime] = []
        for each in (monday - WEEK, monday):
            week = await self.weeks.of(each)
            for ring in week.rings if week else ():
                await self._settle(each, ring, now)
                if ring.missed_at and ring.opened is None and ring.missed_at > now:
                    missed_at.append(ring.missed_at)
        if missed_at:
            self.alarms.arm(f"{RINGS}{LATER}", min(missed_at))

    async def call_opened(self, number: str) -> None:
        """A call was opened, or a missed one called back or closed: the ring that it came from is entered.

        As soon as its card is posted, so that the ring's message has the link.
        """
        await self.wait_for_link(number, LINKED_WITHIN)
        call = await self.calls.get(number)
        if call is None:
            return
        if missed.is_missed(call):
            await self._mark_reference_opened(missed.ring_of(call), number)
            if call.state is not State.TO_CALL_BACK:
                await self._called_back(call)
            return
        if call.origin.startswith(FROM_RING):
            await self._mark_reference_opened(call.origin.removeprefix(FROM_RING), number)
            return
        directory = await self.clients.directory()
        since = call.opened.at - 2 * ENTERED_WITHIN
        this_week = self.rota.monday(call.opened.at)
        for monday in (this_week, this_week - WEEK):
            week = await self.weeks.of(monday)
            ring = await self._ring_of_call(week, call, directory, since) if week else None
            if ring:
                await self._mark_opened(monday, ring.n, number)
                return

    def _is_ours(self, to: str | None) -> bool:
        if not self.telephony.numbers or to is None:
            return True
        return _e164(to) in self.telephony.numbers

    async def _week_with(self, call_id: str, running: Week | None, now: datetime) -> date | None:
        """The Monday of the week that holds the ring already: what began on Sunday evening ends on Monday."""
        if running and rings.known_ring(running, call_id, now):
            return running.monday
        before = await self.weeks.of(self.rota.monday(now) - WEEK)
        return before.monday if before and rings.known_ring(before, call_id, now) else None

    async def _settle(self, monday: date, ring: Ring, now: datetime) -> None:
        if ring.answered and not ring.sought:
            person = await self.answerers.of(ring)
            await self._tell_missed(monday, ring, person)
            await self.rota_writer.write_alone(
                monday, lambda week: rings.identified(week, ring.n, person, self.clock.now())
            )
        if self.telephony.missed and ring.opened is None and ring.missed_at and ring.missed_at <= now:
            call = await self._missed(monday, ring)
            if call.version:  # a new one is entered by `call_opened`
                await self._mark_opened(monday, ring.n, call.number)

    async def _mark_reference_opened(self, reference: str, number: str) -> None:
        try:
            monday, n = rings.parse_reference(reference)
        except ValueError:
            return  # a card of the first version names the exchange's id, and its ring is over
        await self._mark_opened(monday, n, number)

    async def _mark_opened(self, monday: date, n: int, number: str) -> None:
        await self.rota_writer.write_alone(monday, lambda week: rings.opened(week, n, number))

    async def _missed(self, monday: date, ring: Ring) -> Call:
        """The card of the missed call: its own, or that of the same caller a moment ago."""
        at, reference = ring.ended or self.clock.now(), rings.reference(monday, ring)
        for call in await self.calls.open_calls():
            own = call.origin == f"{missed.ORIGIN}{reference}"
            if own or missed.is_same_caller(call, ring.number, at):
                return (
                    call if own else await self._told(call, lambda c: missed.missed_again(c, reference, at))
                )
        return await self._open(reference, ring, at)

    async def _tell_missed(self, monday: date, ring: Ring, person: str | None) -> None:
        """Missed calls from the number of an answered one say so: nobody need call back twice."""
        at, reference = ring.answered or self.clock.now(), rings.reference(monday, ring)
        for call in await self.calls.open_calls():
            if missed.awaits_call_back(call, ring.number):
                await self._told(call, lambda c: missed.answered(c, reference, person, at))

    async def _told(self, call: Call, rule: Callable[[Call], Call]) -> Call:
        changed = await change(self.calls, call.number, rule)
        self.notifier.notify(changed.after)
        return changed.after

    async def _called_back(self, call: Call) -> None:
        """The messages about it show it; a ring that who called back has answered since is this call's."""
        number, phone = call.number, call.phone
        this_week = self.rota.monday(self.clock.now())
        for monday in (this_week, this_week - WEEK):
            week = await self.weeks.of(monday)
            shown = rings.of_call(week, number, phone) if week else ()
            if shown:
                await self.rota_writer.write_alone(monday, lambda week: rings.shown_anew(week, number, phone))
            for ring in shown:
                if ring.answered and ring.started >= call.opened.at and ring.handler == call.owner:
                    await self._mark_opened(monday, ring.n, number)

    async def _open(self, reference: str, ring: Ring, at: datetime) -> Call:
        caller = await caller_of(ring.number, await self.clients.directory(), self.calls)
        client = caller.client
        used = await used_minutes(self.calls, client) if client else 0
        draft = NewCall(
            origin=f"{missed.ORIGIN}{reference}",
            stamp=Stamp(at, SYSTEM),
            client=ClientRef(client.code, client.name)
            if client
            else ClientRef(UNKNOWN_CLIENT, self.words.unknown_client),
            request=self.words.missed_request(at),
            contact=caller.contact,
            phone=ring.number,
            on_duty=ring.to,
            account_manager=client.account_manager if client else None,
            facts=directory_facts(client, used, at, self.policy.zone),
        )
        year = at.astimezone(self.policy.zone).year
        with refusing_unwritable_store():
            call, is_new = await self.calls.open(
                draft.origin, year, lambda number: missed.open_missed(draft, number, self.policy)
            )
        if is_new:
            self.observe_missed()
        self.notifier.notify(call)
        return call

    async def _ring_of_call(
        self, week: Week, call: Call, directory: Directory, since: datetime
    ) -> Ring | None:
        """The newest ring, begun since then, of the call's number; for a call without one, of its client.

        An anonymous ring is that of a call which the person opened who answered.
        """
        found = [r for r in week.rings if not r.opened and r.started >= since and not r.missed]
        for ring in reversed(found):
            if ring.number and ring.number == call.phone:
                return ring
            if call.phone:
                continue
            client = (await caller_of(ring.number, directory, self.calls)).client
            if (
                client.code == call.client.code
                if client
                else not ring.number and ring.handler == call.opened.by
            ):
                return ring
        return None


def _e164(number: str | None) -> str | None:
    return exchange_phone(number) if number else None


@dataclass(frozen=True, kw_only=True, slots=True)
class TelephonyWatch:
    """Passes calls on to `notifier`; has the ring looked for that a call came from, and times calls back.

    The ring is looked for by an alarm, so that no listener waits for it.
    """

    notifier: CallNotifier
    alarms: Alarms
    clock: Clock
    observe_called_back: Callable[[float], None]

    def notify(self, call: Call, /) -> None:
        """The call was written."""
        self.notifier.notify(call)
        if call.version == 0 or (
            missed.is_missed(call) and (missed.is_just_called_back(call) or not call.is_open)
        ):
            self.alarms.arm(f"{ALARM}{call.number}", self.clock.now())
        back = missed.called_back_at(call)
        if back and missed.is_just_called_back(call) and call.notices[-1].due == back:  # the first time alone
            self.observe_called_back((back - call.opened.at).total_seconds())
