"""A 429 slows what Slack found too fast, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.rate_limit import Limits, RateLimiter
from bot.delivery.retry import RATE_LIMITED, DeliveryError, FailureKind
from bot.delivery.senders.slack import SlackSender
from bot.domain.outbox.notice import Location, NoticeKind
from bot.rendering.renderer import SlackMessage
from bot.rendering.text import Mrkdwn
from tests.delivery.virtual_time import now, run
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_views import notice_view

CALL = CALLS["closed in full"]()
REPORT = notice_view(CALL, NoticeKind.REPORT).notice


class RefusingGateway:
    def __init__(self, error: DeliveryError) -> None:
        self._error = error

    async def post(self, *_: Any, **__: Any) -> Location:
        raise self._error

    async def update(self, *_: Any) -> None:
        raise self._error


class AnyMessage:
    async def of(self, *_: Any) -> SlackMessage:
        return SlackMessage(Mrkdwn("text"), [])


class EnoughLease:
    def allows_post(self, _id: str) -> bool:
        return True


async def refused(error: DeliveryError, standing: Location | None = None) -> RateLimiter:
    rate_limiter = RateLimiter(Limits(), now)
    unused: Any = None
    gateway: Any = RefusingGateway(error)
    messages: Any = AnyMessage()
    leases: Any = EnoughLease()
    sender = SlackSender(
        gateway=gateway, messages=messages, people=unused, leases=leases, rate_limiter=rate_limiter
    )
    assert REPORT
    with pytest.raises(DeliveryError):
        await sender.send(CALL, REPORT, "C1", standing)
    return rate_limiter


async def waits(rate_limiter: RateLimiter) -> tuple[float, float, float]:
    """Seconds until a post to C1, to C2 and an update may go."""
    await rate_limiter.acquire_post("C2")
    other = now()
    await rate_limiter.acquire_update()
    update = now()
    await rate_limiter.acquire_post("C1")
    return now(), other, update


def too_fast(wait: timedelta | None) -> DeliveryError:
    return DeliveryError(FailureKind.RETRYABLE, RATE_LIMITED, wait)


def test_a_post_that_is_too_fast_slows_its_channel():
    async def story() -> tuple[float, float, float]:
        return await waits(await refused(too_fast(timedelta(seconds=7))))

    assert run(story()) == (7, 0, 0)


def test_a_refusal_that_says_no_time_is_a_second():
    async def story() -> tuple[float, float, float]:
        return await waits(await refused(too_fast(None)))

    assert run(story()) == (1, 0, 0)


def test_an_update_that_is_too_fast_slows_updates():
    async def story() -> tuple[float, float, float]:
        return await waits(await refused(too_fast(timedelta(seconds=7)), Location("C1", "1.0")))

    same, other, update = run(story())
    assert (other, update) == (0, 7)
    assert same == 7  # asked after the update, without a wait of its own


def test_another_failure_slows_nothing():
    async def story() -> tuple[float, float, float]:
        return await waits(await refused(DeliveryError(FailureKind.PERMANENT, "is_archived")))

    assert run(story()) == (0, 0, 0)
