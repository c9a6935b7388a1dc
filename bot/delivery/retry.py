"""The retry policy: what a failed delivery means, and after how long it is attempted again.

Source: Slack's error tables (common errors, chat.postMessage, conversations.open, rate limits).
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError


class FailureKind(StrEnum):
    """What is known about a failed attempt."""

    RETRYABLE = "retryable"
    """Certainly not delivered; another attempt may succeed."""
    AMBIGUOUS = "ambiguous"
    """Nobody knows whether it was delivered."""
    PERMANENT = "permanent"
    """Refused; the same attempt would be refused again."""


AMBIGUOUS_ERRORS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Slack says itself that part of the operation may have succeeded."""

RATE_LIMITED = "ratelimited"
"""The word of a `DeliveryError` that is a 429, or as good as one."""

RATE_LIMIT_ERRORS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"})

AUTH_ERRORS = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""The installation has to be mended; nothing was sent, and it is tried again until it is mended."""

A_MINUTE = timedelta(seconds=60)

MOST_PATIENT = timedelta(minutes=2)
"""How long `Retry-After` is obeyed; then it is tried again, however long Slack asked for."""

ABSURD_DIGITS = 6
"""A `Retry-After` of more digits than twelve days have is no number of seconds to wait."""

BACKOFF = (1, 2, 5, 10, 30, 60)
"""Seconds before the next attempt, by the number of those made; the last one repeats."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a failed delivery is attempted again. Nothing is given up silently.

    Attributes:
        jitter: a number from 0 to 1 for each delay, so that what failed together is not retried together.
    """

    jitter: Callable[[], float] = field(default=random.random)

    def delay(self, attempt: int) -> timedelta:
        """How long to wait after that many attempts; sooner by up to half of it, as the jitter goes to 1."""
        seconds = BACKOFF[min(max(1, attempt), len(BACKOFF)) - 1]
        return timedelta(seconds=seconds) * (1 - self.jitter() / 2)


@dataclass(eq=False)
class DeliveryError(Exception):
    """An attempt failed.

    Attributes:
        kind: what is known about it.
        error: Slack's or the server's own word, or the exception's name.
        wait: how long the other side asks to wait; None where it does not say.
    """

    kind: FailureKind
    error: str
    wait: timedelta | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.kind}: {self.error}")

    def repeatable(self) -> "DeliveryError":
        """The same error of a request that may be made twice: where its end is unknown, it is simply made again."""
        if self.kind is not FailureKind.AMBIGUOUS:
            return self
        return replace(self, kind=FailureKind.RETRYABLE)


def slack_error(error: Exception) -> DeliveryError:
    """Classifies what a Web API call raised; whatever is not known to be harmless is ambiguous."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return DeliveryError(FailureKind.RETRYABLE, "connection_refused")
    if isinstance(error, asyncio.TimeoutError):
        return DeliveryError(FailureKind.AMBIGUOUS, "timeout")
    return DeliveryError(FailureKind.AMBIGUOUS, type(error).__name__)


def _answered(error: SlackApiError) -> DeliveryError:
    response = error.response
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    if status == 429 or word in RATE_LIMIT_ERRORS:  # noqa: PLR2004  # HTTP's own number
        return DeliveryError(
            FailureKind.RETRYABLE, RATE_LIMITED, _retry_after(getattr(response, "headers", {}))
        )
    if not isinstance(word, str) or status is None or status >= 500 or word in AMBIGUOUS_ERRORS:  # noqa: PLR2004
        return DeliveryError(FailureKind.AMBIGUOUS, word or f"http_{status}")
    if word in AUTH_ERRORS:
        return DeliveryError(FailureKind.RETRYABLE, word, A_MINUTE)
    return DeliveryError(FailureKind.PERMANENT, word)


def _retry_after(headers: object) -> timedelta:
    get = getattr(headers, "get", None)
    asked = str(get("Retry-After", "1") if get else "1").strip()
    seconds = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= ABSURD_DIGITS else 1
    return min(MOST_PATIENT, timedelta(seconds=max(1, seconds)))
