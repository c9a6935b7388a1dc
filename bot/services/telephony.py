"""Telephony: what the exchange tells of calls becomes messages, and missed calls become cards (surface 10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy, TelephonyPolicy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clients, Clock, Weeks
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import SYSTEM, Stamp
from bot.domain.telephony import missed, rings
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
    observe_missed: Callable[[], None]

    async def receive(self, event: ReceivedEvent) -> None:
        """Records the event durably; ignores a call to another number.

        Raises:
            StoreRefused: the store is not writable; the exchange may send the event again.
            TooBusy: others changed the week again and again; likewise.
        """
        now = self.clock.now()
        with refusing_unwritable_store():
            monday = await self._week_with(event.call_id, now)
            if monday is None and not self._is_ours(event.to):
                return
            technician = await self.rota.on_duty(now)
        phone_event = PhoneEvent(
            kind=event.kind,
            call_id=event.call_id,
            number=_e164(event.number),
            at=now,
            names=event.users,
            answering=_e164(event.answering_number),
        )
        await self.rota_writer.write_alone(
            monday or self.rota.monday(now), lambda week: rings.received(week, phone_event, technician)
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
        """A call was opened by a person: the ring that it came from, if any, is entered."""
        call = await self.calls.get(number)
        if call is None or call.origin.startswith(missed.ORIGIN):
            return
        if call.origin.startswith(FROM_RING):
            monday, n = rings.parse_reference(call.origin.removeprefix(FROM_RING))
            await self._mark_opened(monday, n, number)
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

    async def _week_with(self, call_id: str, now: datetime) -> date | None:
        """The Monday of the week that holds the ring already: what began on Sunday evening ends on Monday."""
        this_week = self.rota.monday(now)
        for monday in (this_week, this_week - WEEK):
            week = await self.weeks.of(monday)
            if week and week.ring(call_id):
                return monday
        return None

    async def _settle(self, monday: date, ring: Ring, now: datetime) -> None:
        if ring.answered and not ring.sought:
            person = await self.answerers.of(ring)
            await self.rota_writer.write_alone(
                monday, lambda week: rings.identified(week, ring.n, person, self.clock.now())
            )
        if self.telephony.missed and ring.opened is None and ring.missed_at and ring.missed_at <= now:
            call = await self._missed(ring)
            await self._mark_opened(monday, ring.n, call.number)

    async def _mark_opened(self, monday: date, n: int, number: str) -> None:
        await self.rota_writer.write_alone(monday, lambda week: rings.opened(week, n, number))

    async def _missed(self, ring: Ring) -> Call:
        """The card of the missed call: its own, or that of the same caller a moment ago."""
        at = ring.ended or self.clock.now()
        for call in await self.calls.open_calls():
            own = call.origin == f"{missed.ORIGIN}{ring.call_id}"
            if own or missed.is_same_caller(call, ring.number, at):
                return call if own else await self._missed_again(call, ring, at)
        return await self._open(ring, at)

    async def _missed_again(self, call: Call, ring: Ring, at: datetime) -> Call:
        changed = await change(self.calls, call.number, lambda c: missed.missed_again(c, ring.call_id, at))
        self.notifier.notify(changed.after)
        return changed.after

    async def _open(self, ring: Ring, at: datetime) -> Call:
        caller = await caller_of(ring.number, await self.clients.directory(), self.calls)
        client = caller.client
        used = await used_minutes(self.calls, client) if client else 0
        draft = NewCall(
            origin=f"{missed.ORIGIN}{ring.call_id}",
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
    """Passes calls on to `notifier`; has the ring looked for that a new call came from, and times calls back.

    The ring is looked for by an alarm, so that no listener waits for it.
    """

    notifier: CallNotifier
    alarms: Alarms
    clock: Clock
    observe_called_back: Callable[[float], None]

    def notify(self, call: Call, /) -> None:
        """The call was written."""
        self.notifier.notify(call)
        if call.version == 0:
            self.alarms.arm(f"{ALARM}{call.number}", self.clock.now())
        elif call.origin.startswith(missed.ORIGIN) and (back := _just_called_back(call)):
            self.observe_called_back((back - call.opened.at).total_seconds())


def _just_called_back(call: Call) -> datetime | None:
    """When somebody first called back, where that is the last thing that happened to the call."""
    lines = [n for n in call.notices if n.facts.get("event") == "called_back"]
    return lines[0].due if len(lines) == 1 and call.notices[-1] is lines[0] else None
