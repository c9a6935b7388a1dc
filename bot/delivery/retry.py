"""What an error of Slack's means for what was being said: certainly unsent, doubtful, or definitely refused.

Source: Slack's error tables (common errors, chat.postMessage, conversations.open, rate limits).
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError


class FailureKind(StrEnum):
    RETRYABLE = "unsent"
    AMBIGUOUS = "doubtful"
    PERMANENT = "definite"


AMBIGUOUS_ERRORS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Slack says itself that part of the operation may have succeeded."""

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
"""A person has to mend the installation; nothing was sent, and it is tried again until it is mended."""

A_MINUTE = timedelta(seconds=60)


@dataclass(eq=False)
class DeliveryError(Exception):  # the word of the trade: how delivering failed
    """`error` is Slack's word or the exception's name; `wait` is how long Slack asks to wait."""

    kind: FailureKind
    error: str
    wait: timedelta | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.kind}: {self.error}")

    def harmless(self) -> "DeliveryError":
        """The same of a request that says nothing: where its end is not known, it is simply made again."""
        return replace(self, kind=FailureKind.RETRYABLE) if self.kind is FailureKind.AMBIGUOUS else self


def failure_of(error: Exception) -> DeliveryError:
    """Sorts what a Web API call raised; whatever is not known to be harmless is doubtful."""
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
            FailureKind.RETRYABLE, "ratelimited", _retry_after(getattr(response, "headers", {}))
        )
    if not isinstance(word, str) or status is None or status >= 500 or word in AMBIGUOUS_ERRORS:  # noqa: PLR2004
        return DeliveryError(FailureKind.AMBIGUOUS, word or f"http_{status}")
    if word in AUTH_ERRORS:
        return DeliveryError(FailureKind.RETRYABLE, word, A_MINUTE)
    return DeliveryError(FailureKind.PERMANENT, word)


def _retry_after(headers: object) -> timedelta:
    get = getattr(headers, "get", None)
    asked = get("Retry-After", "1") if get else "1"
    seconds = int(asked) if str(asked).isdecimal() else 1
    return timedelta(seconds=max(1, seconds))
