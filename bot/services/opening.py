"""From what a person typed to a numbered call on disk; and correcting it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calls import opening
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import CallEdit, NewCall
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy
from bot.domain.ports import CallNotifier, Calls, Clients, Clock
from bot.domain.stamp import Stamp
from bot.services.change import change, change_directory, existing, refusing_unwritable_store
from bot.services.parsing import (
    ClientChoice,
    ParsedCommand,
    checked_phone,
    client_of_past,
    directory_facts,
    identify,
    last_contact,
    newest_first,
    parse_command,
    recognise,
    with_new_client,
)
from bot.services.rota import RotaReader
from bot.services.used_minutes import used_minutes

DUPLICATE_WINDOW = timedelta(seconds=60)
"""The same person asking for the same client's same request within this time opens no second call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCall:
    """A call to open, as a person typed it.

    Attributes:
        origin: names the form or the command, and is unique to it: one origin opens one call.
        by: Slack id of who opens it.
        choice: the client.
        request: what the client wants.
        contact: who called; None when that is not known.
        phone: as typed; None or blank when that is not known.
        source: link of the message that the call was opened from; None without one.
    """

    origin: str
    by: str
    choice: ClientChoice
    request: str
    contact: str | None = None
    phone: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OpenResult:
    """The call, and whether it had been opened already, by the same form or by the same person a moment ago."""

    call: Call
    existing: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EditCall:
    """The form «Modifier l’appel»; `phone` is as typed."""

    choice: ClientChoice
    request: str
    contact: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningService:
    """Opens calls and corrects what was typed.

    What is returned is on disk, and the notifier was told of it. Every method that writes raises the `Refusal` of
    its rule, or `StoreRefused` when the store is not writable.
    """

    calls: Calls
    clients: Clients
    rota: RotaReader
    policy: Policy
    clock: Clock
    notifier: CallNotifier

    async def parse_command(self, words: str) -> ParsedCommand:
        """What the words after `/lina appel` mean.

        A number that is in nobody's file is that of the client who called from it before; the contact is who did last.
        """
        directory = await self.clients.directory()
        return await self._with_past(parse_command(words, directory), directory)

    async def recognise(self, text: str) -> ParsedCommand:
        """Which client, phone and contact a message names; its whole text is the request."""
        directory = await self.clients.directory()
        return await self._with_past(recognise(text, directory), directory)

    async def _with_past(self, parsed: ParsedCommand, directory: Directory) -> ParsedCommand:
        if parsed.phone is None or (parsed.client and parsed.contact):
            return parsed
        if parsed.client is None and parsed.candidates:
            return parsed
        phone, running = parsed.phone, await self.calls.open_calls()
        past = newest_first(running, await self.calls.stats(parsed.client.code if parsed.client else None))
        if parsed.client is None:
            known = client_of_past(phone, past, directory)
            parsed = replace(parsed, client=known[0] if len(known) == 1 else None, candidates=known)
        if parsed.client is None or parsed.contact:
            return parsed
        return replace(parsed, contact=last_contact(phone, past))

    async def open(self, form: OpenCall) -> OpenResult:
        """Opens the call, or returns the one that this form, or this person a moment ago, has opened already."""
        request = opening.checked_request(form.request)
        phone = checked_phone(form.phone)
        client, is_new = await self._identify(form.choice)
        now = self.clock.now()
        duplicate = await self._duplicate(form.by, client, request, now)
        if duplicate:
            return OpenResult(duplicate, existing=True)
        draft = NewCall(
            origin=form.origin,
            stamp=Stamp(now, form.by),
            client=ClientRef(client.code, client.name),
            request=request,
            contact=form.contact,
            phone=phone,
            source=form.source,
            on_duty=await self.rota.on_duty(now),
            account_manager=client.account_manager,
            provisional=is_new,
            facts=await self.facts_of(client, now),
        )
        year = now.astimezone(self.policy.zone).year
        with refusing_unwritable_store():
            call, is_new = await self.calls.open(
                draft.origin, year, lambda number: opening.open_call(draft, number, self.policy)
            )
        self.notifier.notify(call)
        return OpenResult(call, existing=not is_new)

    async def edit(self, number: str, by: str, form: EditCall) -> Call:
        """Corrects the client, the contact, the phone or the request.

        Raises:
            UnknownCall: there is no such call.
        """
        request = opening.checked_request(form.request)
        phone = checked_phone(form.phone)
        call = await existing(self.calls, number)
        client, is_new = await self._identify(form.choice)
        edited = CallEdit(
            client=ClientRef(client.code, client.name),
            request=request,
            contact=form.contact,
            phone=phone,
            account_manager=client.account_manager,
            provisional=is_new,
            facts=await self.facts_of(client, call.opened.at),
        )
        stamp = Stamp(self.clock.now(), by)
        changed = await change(self.calls, number, lambda c: opening.edit(c, stamp, edited, self.policy))
        self.notifier.notify(changed.after)
        return changed.after

    async def facts_of(self, client: Client | None, opened_at: datetime) -> DirectoryFacts:
        """What the directory answers of the triage of a call opened at that instant (aware)."""
        used = await used_minutes(self.calls, client) if client else 0
        return directory_facts(client, used, opened_at, self.policy.zone)

    async def _identify(self, choice: ClientChoice) -> tuple[Client, bool]:
        """The client, added to the directory if it is new, and whether this added it."""
        client, is_new = identify(choice, await self.clients.directory())
        if not is_new:
            return client, False
        with refusing_unwritable_store():
            changed = await change_directory(self.clients, lambda d: with_new_client(choice, d))
        # Somebody else may have named the same new client meanwhile: only the first is asked to complete it.
        client, _ = identify(choice, changed.after)
        return client, changed.before.by_code(client.code) is None

    async def _duplicate(self, by: str, client: Client, request: str, now: datetime) -> Call | None:
        same = await self.calls.recent(by, client.code, now - DUPLICATE_WINDOW, request)
        return next(iter(same), None)
