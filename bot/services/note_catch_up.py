"""Notes that were written, corrected or deleted while the bot heard nothing are read from the threads."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.calls.call import Call, Note
from bot.domain.outbox.notice import Location
from bot.domain.ports import Calls, Threads
from bot.domain.refusals import Refusal
from bot.services.access import AccessService
from bot.services.calls import CallService


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteCatchUp:
    """Brings the notes of the open calls up to what their threads hold.

    Attributes:
        calls: the open calls.
        threads: what people wrote in a thread.
        service: keeps and forgets notes.
        access: whose notes count.
    """

    calls: Calls
    threads: Threads
    service: CallService
    access: AccessService

    async def run(self) -> None:
        """Reads the thread of every open call; one that Slack does not tell is left as it is."""
        for call in await self.calls.open_calls():
            card = call.card.location if call.card else None
            written = await self.threads.notes(card.channel, card.ts) if card else None
            if card and written is not None:
                await self._bring_up(call, card, written)

    async def _bring_up(self, call: Call, card: Location, written: Iterable[Note]) -> None:
        known = {note.ts: note for note in call.notes}
        there = {note.ts: note for note in written}
        for note in there.values():
            if known.get(note.ts) != note and await self._counts(note.by):
                await self.service.note(card.channel, card.ts, note)
        for ts in known.keys() - there.keys():
            await self.service.forget_note(card.channel, card.ts, ts)

    async def _counts(self, person: str) -> bool:
        try:
            await self.access.authorize(person)
        except Refusal:
            return False
        return True
