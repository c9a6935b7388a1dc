"""What every call and week promised to say and did not, for those who have to look at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.outbox import Outbox
from bot.domain.notice import Notice
from bot.domain.undelivered import undelivered

SOON = timedelta(minutes=2)
"""What waits for its next try is among what has something to say before then."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A notice that should have been said, and the call or week that promised it."""

    document: str
    notice: Notice


async def unsaid(outbox: Outbox, now: datetime) -> tuple[Unsaid, ...]:
    """Oldest promise first."""
    found: list[Unsaid] = []
    for wake in await outbox.wakes(now + SOON):
        document = await outbox.document(wake.id)
        if document:
            found.extend(Unsaid(wake.id, notice) for notice in undelivered(document.notices, now))
    return tuple(sorted(found, key=lambda each: each.notice.due))
