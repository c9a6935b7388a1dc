"""The call desk: a method for each thing that a person can do to a call. Each is one durable change."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.calls import closing, escalation, invoicing, opening, quote_decision, triage_flow
from bot.domain.calls.call import Call, Note, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.clients.client import Client
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clients, Clock, Notifier, People
from bot.domain.refusals import UnknownCall
from bot.domain.stamp import Stamp
from bot.services.change import change
from bot.services.opening import OpeningService


class CallService:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        people: People,
        opening_desk: OpeningService,
        policy: Policy,
        clock: Clock,
        notifier: Notifier,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._people = people
        self._opening = opening_desk
        self._policy = policy
        self._clock = clock
        self._notifier = notifier

    async def call(self, number: str) -> Call:
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        return call

    async def call_level2(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.call_level2(c, self._stamp(by), self._policy))

    async def take(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.take(c, self._stamp(by)))

    async def hand_back(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.hand_back(c, self._stamp(by), self._policy))

    async def hold(self, number: str, by: str, until: datetime, reason: str) -> Call:
        return await self._change(number, lambda c: escalation.hold(c, self._stamp(by), until, reason))

    async def answer(self, number: str, by: str, given: TriageChoice) -> Call:
        call = await self.call(number)
        known = await self._opening.known(await self._client(call), call.opened.at)
        return await self._change(
            number, lambda c: triage_flow.answer(c, self._stamp(by), given, known, self._policy)
        )

    async def rewind(self, number: str, by: str, seen: int) -> Call:
        return await self._change(
            number, lambda c: triage_flow.rewind(c, self._stamp(by), seen, self._policy)
        )

    async def announce(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: invoicing.announce(c, self._stamp(by)))

    async def refuse_invoicing(self, number: str, by: str, solution: str) -> Call:
        return await self._change(
            number, lambda c: closing.refuse_invoicing(c, self._stamp(by), solution, self._policy)
        )

    async def call_team(self, number: str, by: str) -> Call:
        client = await self._client(await self.call(number))
        found = [await self._people.find(t) for t in client.technicians] if client else []
        technicians = tuple(person for person in found if person)
        return await self._change(number, lambda c: opening.call_team(c, self._stamp(by), technicians))

    async def close(self, number: str, by: str, form: CloseCall) -> Call:
        return await self._change(number, lambda c: closing.close(c, self._stamp(by), form, self._policy))

    async def discard(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: closing.discard(c, self._stamp(by)))

    async def reopen(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: closing.reopen(c, self._stamp(by), self._policy))

    async def decide(self, number: str, by: str, choice: QuoteChoice) -> Call:
        return await self._change(number, lambda c: quote_decision.decide(c, self._stamp(by), choice))

    async def undo_decision(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: quote_decision.undo(c, self._stamp(by), self._policy))

    async def note(self, channel: str, thread: str, note: Note) -> None:
        """Keeps what was written in a call's thread; any other thread is nobody's business."""
        call = await self._calls.by_card(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.note(c, note))

    async def forget_note(self, channel: str, thread: str, ts: str) -> None:
        call = await self._calls.by_card(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.forget_note(c, ts))

    def _stamp(self, by: str) -> Stamp:
        return Stamp(self._clock.now(), by)

    async def _client(self, call: Call) -> Client | None:
        return (await self._clients.directory()).by_code(call.client.code)

    async def _change(self, number: str, rule: Callable[[Call], Call]) -> Call:
        changed = await change(self._calls, number, rule)
        self._notifier.notify(changed.after)
        return changed.after
