"""Notes that were written while the bot heard nothing: read from the threads of open calls (issue 13, point 7)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.domain.calls.call import Call, Note
from bot.domain.calls.deleted_messages import POSTED_ANEW
from bot.domain.outbox.notice import Location
from bot.domain.ports import Calls, StoreUnwritableError
from bot.domain.refusals import NotKnownYet, Refusal
from bot.services.access import AccessService
from bot.services.calls import CallService
from bot.services.slack_markup import as_typed

log = structlog.get_logger(__name__)


class UnreadableThreadError(Exception):
    """The thread cannot be read now."""


class ThreadReader(Protocol):
    """Where threads are read."""

    def written(self, thread: Location, /) -> AsyncIterator[Note]:
        """What people wrote in a thread, oldest first, with Slack's markup.

        Raises:
            UnreadableThreadError: the thread cannot be read just now.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class MissedNotes:
    """Reads the threads of the open calls' cards and pings, and keeps what is not kept yet.

    Attributes:
        calls: the store of calls.
        service: keeps the notes.
        access: whose words count.
        reader: reads the threads.
    """

    calls: Calls
    service: CallService
    access: AccessService
    reader: ThreadReader

    async def catch_up(self) -> bool:
        """Reads every thread once; whether all of them could be read. Raises only faults of the program."""
        try:
            running = await self.calls.open_calls()
        except StoreUnwritableError:
            return False
        read = True
        for call in running:
            there: set[str] = set()
            whole = all([await self._read(call, thread, there) for thread in _threads(call)])
            if whole:
                await self._forget_deleted(call, there)
            read &= whole
        return read

    async def _forget_deleted(self, call: Call, there: set[str]) -> None:
        """Removes the notes whose messages are in none of the call's threads any more."""
        card = call.card.location if call.card else None
        for note in call.notes:
            if card and note.ts not in there:
                await self.service.forget_note(card.channel, card.ts, note.ts)

    async def _read(self, call: Call, thread: Location, there: set[str]) -> bool:
        """Keeps what is new in a thread, and adds to `there` the ts of all that is in it."""
        known = {(note.ts, note.text) for note in call.notes}
        read = True
        try:
            async for written in self.reader.written(thread):
                there.add(written.ts)
                note = Note(written.ts, written.by, as_typed(written.text))
                if (note.ts, note.text) in known:
                    continue
                counts = await self._counts(note.by)
                read = read and counts is not None
                if counts:
                    await self.service.note(thread.channel, thread.ts, note)
        except (UnreadableThreadError, Refusal) as error:
            log.warning("notes not read", call=call.number, error=str(error))
            return False
        return read

    async def _counts(self, person: str) -> bool | None:
        """Whether the person's words are the call's; None while Slack does not say who they are."""
        try:
            await self.access.authorize(person)
        except NotKnownYet:
            return None
        except Refusal:  # a guest's message stays in the thread, and out of the report
            return False
        return True


def _threads(call: Call) -> list[Location]:
    return [n.location for n in call.notices if n.kind in POSTED_ANEW and n.location]
