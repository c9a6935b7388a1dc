"""Telephony: what the exchange tells of calls becomes messages, and missed calls become cards (surface 10)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy, RotaPolicy, TelephonyPolicy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clients, Clock, People, Weeks
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import SYSTEM, Stamp
from bot.domain.telephony import missed, rings
from bot.domain.telephony.ring import ENTERED_WITHIN, PhoneEvent, PhoneEventKind, Ring
from bot.services.change import change, refusing_unwritable_store
from bot.services.parsing import directory_facts
from bot.services.phones import normalise_phone
from bot.services.rota import RotaReader, RotaWriter

ALARM = "ring:"
"""An alarm's id is this and the number of a call that was opened."""

UNKNOWN_CLIENT = "?"
"""The code of the client of a missed call whose number is nobody's, or several clients'."""

_NATIONAL_DIGITS = 9
"""A French number has so many without its first 0; more without a 0 or `+` are E.164 without its `+`."""

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{5,}")


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
    """Any event may come at any time, twice, and in any order: what was done is not done again."""

    calls: Calls
    weeks: Weeks
    clients: Clients
    people: People
    rota: RotaReader
    rota_writer: RotaWriter
    rota_policy: RotaPolicy
    policy: Policy
    telephony: TelephonyPolicy
    clock: Clock
    notifier: CallNotifier
    words: TelephonyWords
    observe_missed: Callable[[], None]

    async def receive(self, event: ReceivedEvent) -> None:
        """Records the event durably, and promises what follows from it; ignores a call to another number.

        Raises:
            StoreRefused: the store is not writable; the exchange may send the event again.
        """
        if not self._is_ours(event.to):
            return
        now = self.clock.now()
        technician = await self.rota.on_duty(now)
        answerer = await self._answerer(event) if event.kind is PhoneEventKind.ANSWER else None
        phone_event = PhoneEvent(
            kind=event.kind,
            call_id=event.call_id,
            number=normalise_phone(_plus(event.number)) if event.number else None,
            at=now,
            by=answerer,
            name=event.users[0] if event.users else None,
        )
        week = await self.rota_writer.write(
            await self._monday_of(event.call_id, now),
            lambda week, _: rings.received(week, phone_event, technician),
        )
        ring = week.ring(event.call_id)
        if ring:
            await self._settle(week, ring)

    async def settle(self) -> None:
        """Opens the cards of missed calls that a stop has left without one."""
        monday = self.rota.monday(self.clock.now())
        for each in (monday - WEEK, monday):
            week = await self.weeks.of(each)
            for ring in week.rings if week else ():
                if week:
                    await self._settle(week, ring)

    async def call_opened(self, number: str) -> None:
        """A call was opened by a person: the ring that it came from, if any, is entered."""
        call = await self.calls.get(number)
        if call is None or call.origin.startswith(missed.ORIGIN):
            return
        directory = await self.clients.directory()
        since = call.opened.at - 2 * ENTERED_WITHIN
        monday = self.rota.monday(call.opened.at)
        for each in (monday, monday - WEEK):
            week = await self.weeks.of(each)
            ring = _ring_of_call(week, call, directory, since) if week else None
            if ring:
                await self._mark_opened(each, ring.n, number)
                return

    def _is_ours(self, to: str | None) -> bool:
        if not self.telephony.numbers or to is None:
            return True
        return normalise_phone(_plus(to)) in self.telephony.numbers

    async def _monday_of(self, call_id: str, now: datetime) -> date:
        """The week that holds the ring already: one that began on Sunday evening ends on Monday."""
        monday = self.rota.monday(now)
        before = await self.weeks.of(monday - WEEK)
        return monday - WEEK if before and before.ring(call_id) else monday

    async def _settle(self, week: Week, ring: Ring) -> None:
        if not (ring.missed and self.telephony.missed and ring.opened is None):
            return
        call = await self._missed(ring)
        await self._mark_opened(week.monday, ring.n, call.number)

    async def _mark_opened(self, monday: date, n: int, number: str) -> None:
        await self.rota_writer.write(monday, lambda week, _: rings.opened(week, n, number))

    async def _missed(self, ring: Ring) -> Call:
        """The card of the missed call: its own, or that of the same caller a moment ago."""
        at = ring.ended or self.clock.now()
        for call in await self.calls.open_calls():
            own = call.origin == f"{missed.ORIGIN}{ring.call_id}"
            if own or missed.is_same_caller(call, ring.number, at):
                return call if own else await self._missed_again(call, at)
        return await self._open(ring, at)

    async def _missed_again(self, call: Call, at: datetime) -> Call:
        changed = await change(self.calls, call.number, lambda c: missed.missed_again(c, at))
        self.notifier.notify(changed.after)
        return changed.after

    async def _open(self, ring: Ring, at: datetime) -> Call:
        directory = await self.clients.directory()
        client = _owner(directory, ring.number)
        stats = await self.calls.stats(client.code) if client else ()
        draft = NewCall(
            origin=f"{missed.ORIGIN}{ring.call_id}",
            stamp=Stamp(at, SYSTEM),
            client=ClientRef(client.code, client.name)
            if client
            else ClientRef(UNKNOWN_CLIENT, self.words.unknown_client),
            request=self.words.missed_request(at),
            contact=directory.contact_of(ring.number) if ring.number else None,
            phone=ring.number,
            on_duty=ring.to,
            account_manager=client.account_manager if client else None,
            facts=directory_facts(client, stats, at, self.policy.zone),
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

    async def _answerer(self, event: ReceivedEvent) -> str | None:
        """The Slack id of who answered: by id, address, name or telephone; None where Slack knows nobody so."""
        for user in event.users:
            if _SLACK_ID.fullmatch(user):
                return user
            if "@" in user and (found := await self.people.find(user)):
                return found
        names = {user.casefold().strip() for user in event.users}
        answering = normalise_phone(_plus(event.answering_number)) if event.answering_number else None
        for id in self.rota_policy.members:
            profile = await self.people.person(id)
            if profile and profile.name.casefold() in names:
                return id
            if profile and answering and profile.phone and normalise_phone(profile.phone) == answering:
                return id
        known = (await self.clients.directory()).people
        return next((id for id, name in known.items() if "@" not in id and name.casefold() in names), None)


def _owner(directory: Directory, number: str | None) -> Client | None:
    """The one client with this number; None for nobody's, or several clients'."""
    owners = directory.by_phone(number) if number else ()
    return owners[0] if len(owners) == 1 else None


def _ring_of_call(week: Week, call: Call, directory: Directory, since: datetime) -> Ring | None:
    """The newest ring, begun since then, of the call's number, or of its client."""
    found = [r for r in week.rings if not r.opened and r.started >= since and not r.missed]
    for ring in reversed(found):
        owner = _owner(directory, ring.number)
        if ring.number and (ring.number == call.phone or (owner and owner.code == call.client.code)):
            return ring
    return None


def _plus(number: str) -> str:
    """Exchanges write E.164 with or without `+`."""
    digits = number.strip()
    return f"+{digits}" if digits[:1] not in {"+", "0", ""} and len(digits) > _NATIONAL_DIGITS else digits


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
