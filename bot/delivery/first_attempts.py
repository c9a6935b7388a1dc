"""The first attempt of a new card, begun in the write that opens the call: a durable write less before it is posted."""

from dataclasses import dataclass

from bot.delivery.rate_limit import RateLimiter
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import NoticeKind
from bot.services.outbox import Outbox


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstAttempts:
    """Begins an attempt only where the rate limiter lets it go at once; else the card waits its turn, as any other."""

    outbox: Outbox
    rate_limiter: RateLimiter

    def begin(self, call: Call, /) -> Call:
        """See `CardAttempts`."""
        card = call.newest(NoticeKind.CARD)
        if card is None or not self.rate_limiter.take_post(card.to):
            return call
        return self.outbox.begin(call, card.key)
