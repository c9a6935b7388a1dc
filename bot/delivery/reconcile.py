"""Reconciling: a notice whose attempt has an unknown end is looked for by its key; of two copies the later is deleted.

Slack knows no idempotency key (slack-facts 4): the message's metadata carries ours.
"""

from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.delivery.retry import A_MINUTE, DeliveryError, FailureKind
from bot.domain.outbox.notice import (
    THREAD_PARENT,
    DeliveryState,
    Location,
    Notice,
    NoticeKey,
    NoticeKind,
    QueueKind,
)
from bot.domain.outbox.transitions import DuplicateCheckDelayed, DuplicatesChecked, Sent, Unconfirmed
from bot.domain.ports import Clock, Document
from bot.services.outbox import Outbox

log = structlog.get_logger(__name__)

LOOKS = (0.0, 3.0, 6.0)
"""Seconds after an attempt at which its message is looked for: Slack's history lags."""

WHILE_UNREADABLE = timedelta(seconds=10)
"""Between looks during the first minute in which the channel cannot be read; then once a minute."""

URGENT = frozenset({NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.LEAD})
"""Sent again after a minute in which nothing can be looked up: a possible double is better than silence."""


class Searcher(Protocol):
    """Where messages are looked for."""

    async def find(self, document: Document, notice: Notice, /) -> list[Location]:
        """Every copy of the notice's message, oldest first.

        Raises:
            DeliveryError: the channel cannot be read just now.
        """

    async def delete(self, location: Location, /) -> None:
        """Deletes one copy.

        Raises:
            DeliveryError: it was not deleted.
        """


class Reconciler:
    """Finds out what became of unconfirmed attempts. Raises `DeliveryError` where a person cannot be reached at all."""

    def __init__(self, *, outbox: Outbox, searcher: Searcher, clock: Clock) -> None:
        self._outbox = outbox
        self._searcher = searcher
        self._clock = clock
        self._unreadable_since: dict[NoticeKey, datetime] = {}

    async def resolve(self, document: Document, notice: Notice) -> bool:
        """Looks for an unconfirmed notice; True when it is to be sent again, because it was not delivered."""
        age = self._age(notice)
        try:
            copies = await self._searcher.find(document, notice)
        except DeliveryError as error:
            return await self._unreadable(document, notice, error)
        self._unreadable_since.pop(notice.key, None)
        if copies:
            await self._outbox.record(document.id, notice.key, Sent(copies[0], revision=0))
        elif age >= LOOKS[-1] and notice.state is DeliveryState.UNCONFIRMED:
            return True
        else:
            following = next((look for look in LOOKS if look > age), age)
            wait = timedelta(seconds=following - age)
            await self._outbox.record(document.id, notice.key, Unconfirmed("looked for in vain", wait))
        return False

    async def copies(self, document: Document, notice: Notice) -> list[Location]:
        """Every copy of the notice's message that stands, oldest first.

        Raises:
            DeliveryError: the channel cannot be read just now.
        """
        return await self._searcher.find(document, notice)

    def duplicate_check_at(self, notice: Notice) -> datetime:
        """A minute after the unconfirmed attempt, and as long after the next one as history lags."""
        now = self._clock.now()
        return max((notice.claimed_at or now) + A_MINUTE, now + timedelta(seconds=LOOKS[-1]))

    async def check_duplicates(self, document: Document, notice: Notice) -> None:
        """Looks once more: a message that history hid from every look may have been posted twice."""
        try:
            kept = await self._keep_one(document, notice)
        except DeliveryError as error:
            log.warning("duplicates unknown", notice=str(notice.key), error=error.error)
            if error.kind is not FailureKind.PERMANENT:
                delayed = DuplicateCheckDelayed(error.wait or A_MINUTE)
                await self._outbox.record(document.id, notice.key, delayed)
                return
            kept = None
        await self._outbox.record(document.id, notice.key, DuplicatesChecked(kept))

    async def _keep_one(self, document: Document, notice: Notice) -> Location | None:
        """Where the message stands now, if that is news; the other copies are deleted."""
        known = notice.location
        copies = await self._searcher.find(document, notice)
        if not copies or copies == [known]:
            return None
        has_thread = any(THREAD_PARENT.get(n.kind) is notice.kind and n.ts for n in document.notices)
        kept = known if known and has_thread and known in copies else copies[0]
        for copy in copies:
            if copy != kept:
                log.warning("posted twice: a copy is deleted", notice=str(notice.key), ts=copy.ts)
                await self._searcher.delete(copy)
        return None if kept == known else kept

    async def _unreadable(self, document: Document, notice: Notice, error: DeliveryError) -> bool:
        if error.kind is FailureKind.PERMANENT and notice.queue.kind is QueueKind.DIRECT_MESSAGE:
            raise error
        now = self._clock.now()
        # Not since the attempt: after a day's stop, one look that fails is no reason to send it again.
        left = A_MINUTE - (now - self._unreadable_since.setdefault(notice.key, now))
        if notice.kind in URGENT and left <= timedelta(0) and not self._outbox.is_moot(document, notice):
            del self._unreadable_since[notice.key]
            return True
        log.warning("cannot look for an unconfirmed notice", notice=str(notice.key), error=error.error)
        wait = error.wait or (min(left, WHILE_UNREADABLE) if left > timedelta(0) else A_MINUTE)
        await self._outbox.record(document.id, notice.key, Unconfirmed(error.error, wait))
        return False

    def _age(self, notice: Notice) -> float:
        """Seconds since the attempt, or since it was due where no attempt is known."""
        return (self._clock.now() - (notice.claimed_at or notice.due)).total_seconds()
