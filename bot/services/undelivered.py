"""What every call and week promised to say and did not, for those who have to look at it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.outbox.notice import Notice, Notices
from bot.domain.outbox.undelivered import is_rate_limited, overdue
from bot.services.outbox import Outbox

SOON = timedelta(minutes=2)
"""What waits for its next try is among what has something to say before then."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A notice that should have been said, and the call or week that promised it."""

    document: str
    notice: Notice


async def find_undelivered(outbox: Outbox, now: datetime) -> tuple[Undelivered, ...]:
    """Oldest promise first."""
    return await _find(outbox, now, lambda notices: overdue(notices, now))


async def find_rate_limited(outbox: Outbox, now: datetime) -> tuple[Undelivered, ...]:
    """What waits because Slack takes no more messages for now, oldest promise first."""
    return await _find(outbox, now, lambda notices: tuple(filter(is_rate_limited, notices)))


async def _find(
    outbox: Outbox, now: datetime, among: Callable[[Notices], Iterable[Notice]]
) -> tuple[Undelivered, ...]:
    found: list[Undelivered] = []
    for due_document in await outbox.due_before(now + SOON):
        document = await outbox.document(due_document.id)
        if document:
            found.extend(Undelivered(due_document.id, notice) for notice in among(document.notices))
    return tuple(sorted(found, key=lambda each: each.notice.due))
