"""The opening desk: from what a person states to a numbered call on disk; and correcting it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.domain.calls import opening
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import CallEdit, NewCall
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clients, Clock, Notifier, StoreUnwritableError
from bot.domain.refusals import StoreRefused, UnknownCall
from bot.domain.stamp import Stamp
from bot.services.change import change
from bot.services.parsing import (
    ClientChoice,
    ParsedCommand,
    checked_phone,
    identify,
    keep,
    known_of,
    last_contact,
    parse_command,
)
from bot.services.rota import RotaReader

SAME_AGAIN = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCall:
    """A call to open, as a person stated it; `origin` is unique to the form or the command."""

    origin: str
    by: str
    choice: ClientChoice
    request: str
    contact: str | None = None
    phone: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OpenResult:
    call: Call
    existing: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EditCall:
    """The form «Modifier l’appel»."""

    choice: ClientChoice
    request: str
    contact: str | None = None
    phone: str | None = None


class OpeningService:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        roster: RotaReader,
        policy: Policy,
        clock: Clock,
        notifier: Notifier,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._roster = roster
        self._policy = policy
        self._clock = clock
        self._notifier = notifier

    async def parse_command(self, words: str) -> ParsedCommand:
        """What `/lina appel …` means."""
        parsed = parse_command(words, await self._clients.directory())
        if parsed.client is None or parsed.phone is None or parsed.contact:
            return parsed
        running = reversed(await self._calls.open_calls())
        past = reversed(await self._calls.stats(parsed.client.code))
        return replace(parsed, contact=last_contact(parsed.phone, chain(running, past)))

    async def open(self, order: OpenCall) -> OpenResult:
        """Opens the call, or returns the one that this form, or this person a moment ago, has opened already."""
        demand = opening.demand(order.request)
        phone = checked_phone(order.phone)
        client, is_new = await self._identify(order.choice)
        now = self._clock.now()
        same = await self._same_again(order, client, now)
        if same:
            return OpenResult(same, existing=True)
        draft = NewCall(
            origin=order.origin,
            stamp=Stamp(now, order.by),
            client=ClientRef(client.code, client.name),
            request=demand,
            contact=order.contact,
            phone=phone,
            source=order.source,
            on_duty=await self._roster.on_duty(now),
            account_manager=client.account_manager,
            provisional=is_new,
            known=await self.known(client, now),
        )
        return await self._write(draft, now.astimezone(self._policy.zone).year)

    async def edit(self, number: str, by: str, form: EditCall) -> Call:
        """Corrects the client, the contact, the phone or the demand."""
        demand = opening.demand(form.request)
        phone = checked_phone(form.phone)
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        client, is_new = await self._identify(form.choice)
        edited = CallEdit(
            client=ClientRef(client.code, client.name),
            request=demand,
            contact=form.contact,
            phone=phone,
            account_manager=client.account_manager,
            provisional=is_new,
            known=await self.known(client, call.opened.at),
        )
        stamp = Stamp(self._clock.now(), by)
        changed = await change(self._calls, number, lambda c: opening.edit(c, stamp, edited, self._policy))
        self._notifier.notify(changed.after)
        return changed.after

    async def known(self, client: Client | None, day: datetime) -> DirectoryFacts:
        """What the directory answers of the triage of a call opened at that instant."""
        stats = await self._calls.stats(client.code) if client else ()
        return known_of(client, stats, day, self._policy.zone)

    async def _write(self, draft: NewCall, year: int) -> OpenResult:
        try:
            call, is_new = await self._calls.open(
                draft.origin, year, lambda number: opening.open_call(draft, number, self._policy)
            )
        except StoreUnwritableError as error:
            raise StoreRefused from error
        self._notifier.notify(call)
        return OpenResult(call, existing=not is_new)

    async def _identify(self, choice: ClientChoice) -> tuple[Client, bool]:
        client, is_new = identify(choice, await self._clients.directory())
        if not is_new:
            return client, False
        added: list[bool] = []

        def rule(directory: Directory) -> Directory:
            after = keep(choice, directory)
            added[:] = [after is not directory]
            return after

        try:
            directory = await self._clients.change(rule)
        except StoreUnwritableError as error:
            raise StoreRefused from error
        # Somebody else may have named the same new client meanwhile: only the first is asked to complete it.
        return identify(choice, directory)[0], added[-1]

    async def _same_again(self, order: OpenCall, client: Client, now: datetime) -> Call | None:
        recent = await self._calls.recent(order.by, client.code, now - SAME_AGAIN)
        return next((call for call in recent if call.request == opening.demand(order.request)), None)
