"""Notes that were written while the bot heard nothing: read from the threads of open calls (issue 13, point 7)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.domain.calls.call import Call, Note
from bot.domain.calls.deleted_messages import POSTED_ANEW
from bot.domain.outbox.notice import Location
from bot.domain.ports import Calls, StoreUnwritableError
from bot.domain.refusals import Refusal
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
            for thread in _threads(call):
                read &= await self._read(call, thread)
        return read

    async def _read(self, call: Call, thread: Location) -> bool:
        known = {(note.ts, note.text) for note in call.notes}
        try:
            async for written in self.reader.written(thread):
                note = Note(written.ts, written.by, as_typed(written.text))
                if (note.ts, note.text) not in known and await self._counts(note.by):
                    await self.service.note(thread.channel, thread.ts, note)
        except (UnreadableThreadError, Refusal) as error:
            log.warning("notes not read", call=call.number, error=str(error))
            return False
        return True

    async def _counts(self, person: str) -> bool:
        try:
            await self.access.authorize(person)
        except Refusal:  # a guest's message stays in the thread, and out of the report
            return False
        return True


def _threads(call: Call) -> list[Location]:
    return [n.location for n in call.notices if n.kind in POSTED_ANEW and n.location]
