"""The opening desk: from what a person states to a numbered call on disk; and correcting it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.desk.change import change
from bot.desk.intake import Heard, Stated, checked_phone, hear, identify, keep, known_of, last_contact
from bot.desk.rota import Roster
from bot.domain import opening
from bot.domain.acts import Act, Caller
from bot.domain.call import Call
from bot.domain.client import Client
from bot.domain.directory import Directory
from bot.domain.opening import Draft, Edit
from bot.domain.policy import House
from bot.domain.ports import Calls, Clients, Clock, Outside, StoreUnwritableError
from bot.domain.refusals import StoreRefused, UnknownCall
from bot.domain.triage import Known

SAME_AGAIN = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A call to open, as a person stated it; `origin` is unique to the form or the command."""

    origin: str
    by: str
    stated: Stated
    request: str
    contact: str | None = None
    phone: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    call: Call
    existing: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The form «Modifier l’appel»."""

    stated: Stated
    request: str
    contact: str | None = None
    phone: str | None = None


class OpeningDesk:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        roster: Roster,
        house: House,
        clock: Clock,
        outside: Outside,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._roster = roster
        self._house = house
        self._clock = clock
        self._outside = outside

    async def hear(self, words: str) -> Heard:
        """What `/lina appel …` means."""
        heard = hear(words, await self._clients.directory())
        if heard.client is None or heard.phone is None or heard.contact:
            return heard
        running = reversed(await self._calls.open_calls())
        past = reversed(await self._calls.figures(heard.client.code))
        return replace(heard, contact=last_contact(heard.phone, chain(running, past)))

    async def open(self, order: Order) -> Opened:
        """Opens the call, or returns the one that this form, or this person a moment ago, has opened already."""
        demand = opening.demand(order.request)
        phone = checked_phone(order.phone)
        client, is_new = await self._identify(order.stated)
        now = self._clock.now()
        same = await self._same_again(order, client, now)
        if same:
            return Opened(same, existing=True)
        draft = Draft(
            origin=order.origin,
            act=Act(now, order.by),
            client=Caller(client.code, client.name),
            request=demand,
            contact=order.contact,
            phone=phone,
            source=order.source,
            on_duty=await self._roster.on_duty(now),
            account_manager=client.account_manager,
            provisional=is_new,
            known=await self.known(client, now),
        )
        return await self._write(draft, now.astimezone(self._house.zone).year)

    async def edit(self, number: str, by: str, form: Change) -> Call:
        """Corrects the client, the contact, the phone or the demand."""
        demand = opening.demand(form.request)
        phone = checked_phone(form.phone)
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        client, is_new = await self._identify(form.stated)
        edited = Edit(
            client=Caller(client.code, client.name),
            request=demand,
            contact=form.contact,
            phone=phone,
            account_manager=client.account_manager,
            provisional=is_new,
            known=await self.known(client, call.opened.at),
        )
        act = Act(self._clock.now(), by)
        call = await change(self._calls, number, lambda c: opening.edit(c, act, edited, self._house))
        self._outside.written(call)
        return call

    async def known(self, client: Client | None, day: datetime) -> Known:
        """What the directory answers of the triage of a call opened at that instant."""
        figures = await self._calls.figures(client.code) if client else ()
        return known_of(client, figures, day, self._house.zone)

    async def _write(self, draft: Draft, year: int) -> Opened:
        try:
            call, is_new = await self._calls.open(
                draft.origin, year, lambda number: opening.open_call(draft, number, self._house)
            )
        except StoreUnwritableError as error:
            raise StoreRefused from error
        self._outside.written(call)
        return Opened(call, existing=not is_new)

    async def _identify(self, stated: Stated) -> tuple[Client, bool]:
        client, is_new = identify(stated, await self._clients.directory())
        if not is_new:
            return client, False
        added: list[bool] = []

        def rule(directory: Directory) -> Directory:
            after = keep(stated, directory)
            added[:] = [after is not directory]
            return after

        try:
            directory = await self._clients.change(rule)
        except StoreUnwritableError as error:
            raise StoreRefused from error
        # Somebody else may have named the same new client meanwhile: only the first is asked to complete it.
        return identify(stated, directory)[0], added[-1]

    async def _same_again(self, order: Order, client: Client, now: datetime) -> Call | None:
        recent = await self._calls.recent(order.by, client.code, now - SAME_AGAIN)
        return next((call for call in recent if call.request == opening.demand(order.request)), None)
