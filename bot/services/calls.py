"""What a person can do to a call that is open or closed: a method for each, and each is one durable change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.calls import (
    callbacks,
    closing,
    correction,
    deleted_messages,
    escalation,
    invoicing,
    opening,
    ownership,
    quote_decision,
    triage_flow,
)
from bot.domain.calls.call import Call, Note, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import NoticeKind, QueueKind
from bot.domain.policy import Policy
from bot.domain.ports import CallNotifier, Calls, Clients, Clock, People
from bot.domain.refusals import DecisionOfManager, OnlyRotaMembers
from bot.domain.stamp import Stamp
from bot.services.change import change, change_directory, existing, refusing_unwritable_store
from bot.services.opening import OpeningService


@dataclass(frozen=True, kw_only=True, slots=True)
class CallService:
    """Changes calls by their number; `by` is the Slack id of who does it.

    Every method that returns a call returns it as it was written to the store, and has told the notifier of it. Every
    one raises the `Refusal` of its rule, `UnknownCall`, `TooBusy`, or `StoreRefused` when the store is not writable.

    Attributes:
        members: Slack ids of the rota's members, in turn order: between them calls are taken back and given; empty
            where there is no rota, and anybody may.
    """

    calls: Calls
    clients: Clients
    people: People
    opening: OpeningService
    policy: Policy
    clock: Clock
    notifier: CallNotifier
    members: tuple[str, ...] = ()

    async def call(self, number: str) -> Call:
        """The call with this number.

        Raises:
            UnknownCall: there is none.
        """
        return await existing(self.calls, number)

    async def call_level2(self, number: str, by: str) -> Call:
        """«Passer au niveau 2»: level 2 is called at once."""
        return await self._click(number, by, lambda c, stamp: escalation.call_level2(c, stamp, self.policy))

    async def take(self, number: str, by: str) -> Call:
        """«Je prends»: a developer takes the call; a member of the rota takes it back."""
        if by in self.members:
            return await self.take_back(number, by)
        return await self._change(number, lambda c: escalation.take(c, self._stamp(by)))

    async def hand_back(self, number: str, by: str) -> Call:
        """«Rendre»: the call goes back to level 1."""
        return await self._change(number, lambda c: escalation.hand_back(c, self._stamp(by), self.policy))

    async def take_back(self, number: str, by: str) -> Call:
        """«Reprendre»: a member of the rota has the call at level 1.

        Raises:
            OnlyRotaMembers: they are none.
        """
        self._require_member(number, by)
        return await self._click(number, by, lambda c, stamp: ownership.take_back(c, stamp, self.policy))

    async def assign(self, number: str, by: str, to: str) -> Call:
        """«Confier à…»: that member of the rota has the call at level 1.

        Raises:
            OnlyRotaMembers: they are none.
        """
        self._require_member(number, to)
        return await self._change(number, lambda c: ownership.assign(c, self._stamp(by), to, self.policy))

    async def call_back(self, number: str, by: str) -> Call:
        """«Je rappelle»: who clicks has the call at level 1, and its time begins."""
        return await self._click(number, by, lambda c, stamp: ownership.call_back(c, stamp, self.policy))

    async def take_over(self, by: str) -> list[Call]:
        """«Tout reprendre»: who clicks has what colleagues have at level 1; returns the calls that changed hands."""
        stamp = self._stamp(by)
        running = await self.calls.open_calls()
        concerned = [c.number for c in running if ownership.take_over(c, stamp) is not c]
        return [await self._change(n, lambda c: ownership.take_over(c, stamp)) for n in concerned]

    async def hold(self, number: str, by: str, until: datetime, reason: str) -> Call:
        """«Rappel prévu»: level 2 is not called before `until` (aware)."""
        return await self._change(number, lambda c: callbacks.hold(c, self._stamp(by), until, reason))

    async def answer(self, number: str, by: str, choice: TriageChoice) -> Call:
        """Answers the question that the triage asks now."""
        call = await self.call(number)
        facts = await self.opening.facts_of(await self._client(call), call.opened.at)
        return await self._change(
            number, lambda c: triage_flow.answer(c, self._stamp(by), choice, facts, self.policy)
        )

    async def rewind(self, number: str, by: str, seen: int) -> Call:
        """«Étape précédente»: takes back the last answer of a triage of which the person saw `seen` answers."""
        return await self._change(number, lambda c: triage_flow.rewind(c, self._stamp(by), seen, self.policy))

    async def announce(self, number: str, by: str) -> Call:
        """«Facturation annoncée»: the client agrees to be invoiced."""
        return await self._click(number, by, invoicing.announce)

    async def refuse_invoicing(self, number: str, by: str, solution: str) -> Call:
        """«Client refuse»: the call ends; `solution` is what the compte rendu says of it."""
        return await self._click(
            number, by, lambda c, stamp: closing.refuse_invoicing(c, stamp, solution, self.policy)
        )

    async def call_team(self, number: str, by: str) -> Call:
        """«Prévenir les techniciens»: mentions the technicians of the client's project."""
        client = await self._client(await self.call(number))
        found = [await self.people.find(t) for t in client.technicians] if client else []
        technicians = tuple(person for person in found if person)
        return await self._click(number, by, lambda c, stamp: opening.call_team(c, stamp, technicians))

    async def close(self, number: str, by: str, form: CloseCall) -> Call:
        """«Clore»: the call ends with its compte rendu.

        The version that was installed becomes the client's; a word to the client goes to the directory's address.
        """
        if form.to_client:
            client = await self._client(await self.call(number))
            form = replace(form, client_mail=client.mail if client and self.policy.reporting.mail else None)
        call = await self._change(number, lambda c: closing.close(c, self._stamp(by), form, self.policy))
        await self._note_version(call, call.reports[-1].lina_version)
        return call

    async def discard(self, number: str, by: str) -> Call:
        """«Ouvert par erreur»: the call ends without a compte rendu."""
        return await self._click(number, by, closing.discard)

    async def reopen(self, number: str, by: str) -> Call:
        """«Rouvrir»: the call goes on, with its number and its owner."""
        return await self._change(number, lambda c: closing.reopen(c, self._stamp(by), self.policy))

    async def decide(self, number: str, by: str, choice: QuoteChoice) -> Call:
        """The account manager's decision about a need; the lead may make it too.

        Raises:
            DecisionOfManager: somebody else decides.
        """
        call = await self.call(number)
        if quote_decision.awaited(call) and choice in quote_decision.choices(call):
            await self._require_decider(call, by)
        return await self._change(
            number, lambda c: quote_decision.decide(c, self._stamp(by), choice, self.policy)
        )

    async def undo_decision(self, number: str, by: str) -> Call:
        """Takes back one's own decision, on the day it was made."""
        return await self._change(number, lambda c: quote_decision.undo(c, self._stamp(by), self.policy))

    async def take_correction(self, number: str, by: str) -> Call:
        """«Je prends» on a correction: a developer corrects it."""
        return await self._change(number, lambda c: correction.take(c, self._stamp(by)))

    async def deliver_correction(self, number: str, by: str, word: str) -> Call:
        """«Livrée»: the owner is told, with a word on what was delivered."""
        return await self._change(number, lambda c: correction.deliver(c, self._stamp(by), word))

    async def note(self, channel: str, thread: str, note: Note) -> None:
        """Keeps what was written in the thread of a call's card or ping, new or corrected; ignores any other thread."""
        call = await self._call_of(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.add_note(c, note))

    async def forget_note(self, channel: str, thread: str, ts: str) -> None:
        """Removes the note of a message that was deleted."""
        call = await self._call_of(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.remove_note(c, ts))

    async def message_deleted(self, channel: str, ts: str) -> None:
        """Posts anew the card or the ping that somebody deleted; ignores any other message."""
        call = await self._call_of(channel, ts)
        if call:
            now = self.clock.now()
            await self._change(call.number, lambda c: deleted_messages.repost(c, channel, ts, now))

    async def _call_of(self, channel: str, ts: str) -> Call | None:
        """The call whose card the message is, or the open call whose ping it is."""
        if channel != self.policy.channels.dev:
            return await self.calls.by_card(channel, ts)
        running = await self.calls.open_calls()
        return next((c for c in running if deleted_messages.stands_in(c, channel, ts)), None)

    async def _require_decider(self, call: Call, by: str) -> None:
        """Where the service was asked, because there is no account manager to be reached, the service decides."""
        manager = call.account_manager or self.policy.account_manager
        asked = call.newest(NoticeKind.DECISION)
        of_the_service = asked is not None and asked.queue.kind is QueueKind.SERVICE
        if manager is None or of_the_service or by == self.policy.escalation.lead:
            return
        known = await self.people.find(manager)
        if by != known:
            raise DecisionOfManager(call.number, known)

    def _require_member(self, number: str, person: str) -> None:
        if self.members and person not in self.members:
            raise OnlyRotaMembers(number)

    async def _click(self, number: str, by: str, rule: Callable[[Call, Stamp], Call]) -> Call:
        """Applies the rule of a button of the card, unless the buttons have just moved under this person's mouse."""
        stamp = self._stamp(by)
        return await self._change(number, lambda c: rule(triage_flow.require_settled(c, stamp), stamp))

    def _stamp(self, by: str) -> Stamp:
        return Stamp(self.clock.now(), by)

    async def _note_version(self, call: Call, version: str | None) -> None:
        client = await self._client(call)
        if client is None or version is None or client.lina_version == version:
            return
        with refusing_unwritable_store():
            await change_directory(self.clients, lambda d: d.with_version(call.client.code, version))

    async def _client(self, call: Call) -> Client | None:
        return (await self.clients.directory()).by_code(call.client.code)

    async def _change(self, number: str, rule: Callable[[Call], Call]) -> Call:
        changed = await change(self.calls, number, rule)
        self.notifier.notify(changed.after)
        return changed.after
