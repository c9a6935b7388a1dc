"""The call desk: a method for each thing that a person can do to a call. Each is one durable change."""

from collections.abc import Callable
from datetime import datetime

from bot.desk.change import change
from bot.desk.opening import OpeningDesk
from bot.domain import closing, deciding, escalation, invoicing, opening, sorting
from bot.domain.acts import Act, Choice, Note
from bot.domain.call import Call
from bot.domain.client import Client
from bot.domain.closing import Closing
from bot.domain.policy import House
from bot.domain.ports import Calls, Clients, Clock, Outside, People
from bot.domain.refusals import UnknownCall
from bot.domain.sorting import Given


class CallDesk:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        people: People,
        opening_desk: OpeningDesk,
        house: House,
        clock: Clock,
        outside: Outside,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._people = people
        self._opening = opening_desk
        self._house = house
        self._clock = clock
        self._outside = outside

    async def call(self, number: str) -> Call:
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        return call

    async def call_level2(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.call_level2(c, self._act(by), self._house))

    async def take(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.take(c, self._act(by)))

    async def hand_back(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: escalation.hand_back(c, self._act(by), self._house))

    async def hold(self, number: str, by: str, until: datetime, reason: str) -> Call:
        return await self._change(number, lambda c: escalation.hold(c, self._act(by), until, reason))

    async def answer(self, number: str, by: str, given: Given) -> Call:
        call = await self.call(number)
        known = await self._opening.known(await self._client(call), call.opened.at)
        return await self._change(
            number, lambda c: sorting.answer(c, self._act(by), given, known, self._house)
        )

    async def rewind(self, number: str, by: str, seen: int) -> Call:
        return await self._change(number, lambda c: sorting.rewind(c, self._act(by), seen, self._house))

    async def announce(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: invoicing.announce(c, self._act(by)))

    async def refuse_invoicing(self, number: str, by: str, solution: str) -> Call:
        return await self._change(
            number, lambda c: closing.refuse_invoicing(c, self._act(by), solution, self._house)
        )

    async def call_team(self, number: str, by: str) -> Call:
        client = await self._client(await self.call(number))
        found = [await self._people.find(t) for t in client.technicians] if client else []
        technicians = tuple(person for person in found if person)
        return await self._change(number, lambda c: opening.call_team(c, self._act(by), technicians))

    async def close(self, number: str, by: str, form: Closing) -> Call:
        return await self._change(number, lambda c: closing.close(c, self._act(by), form, self._house))

    async def discard(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: closing.discard(c, self._act(by)))

    async def reopen(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: closing.reopen(c, self._act(by), self._house))

    async def decide(self, number: str, by: str, choice: Choice) -> Call:
        return await self._change(number, lambda c: deciding.decide(c, self._act(by), choice))

    async def undo_decision(self, number: str, by: str) -> Call:
        return await self._change(number, lambda c: deciding.undo(c, self._act(by), self._house))

    async def note(self, channel: str, thread: str, note: Note) -> None:
        """Keeps what was written in a call's thread; any other thread is nobody's business."""
        call = await self._calls.by_card(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.note(c, note))

    async def forget_note(self, channel: str, thread: str, ts: str) -> None:
        call = await self._calls.by_card(channel, thread)
        if call:
            await self._change(call.number, lambda c: opening.forget_note(c, ts))

    def _act(self, by: str) -> Act:
        return Act(self._clock.now(), by)

    async def _client(self, call: Call) -> Client | None:
        return (await self._clients.directory()).by_code(call.client.code)

    async def _change(self, number: str, rule: Callable[[Call], Call]) -> Call:
        call = await change(self._calls, number, rule)
        self._outside.written(call)
        return call
