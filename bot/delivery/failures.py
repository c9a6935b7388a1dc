"""What an error of Slack's means for what was being said: certainly unsent, doubtful, or definitely refused.

Source: Slack's error tables (common errors, chat.postMessage, conversations.open, rate limits).
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError


class Kind(StrEnum):
    UNSENT = "unsent"
    DOUBTFUL = "doubtful"
    DEFINITE = "definite"


AMBIGUOUS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Slack says itself that part of the operation may have succeeded."""

LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"})

UNAUTHORISED = frozenset(
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
class SlackFailure(Exception):  # noqa: N818  # the word of the trade: how delivering failed
    """`error` is Slack's word or the exception's name; `wait` is how long Slack asks to wait."""

    kind: Kind
    error: str
    wait: timedelta | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.kind}: {self.error}")

    def harmless(self) -> "SlackFailure":
        """The same of a request that says nothing: where its end is not known, it is simply made again."""
        return replace(self, kind=Kind.UNSENT) if self.kind is Kind.DOUBTFUL else self


def failure_of(error: Exception) -> SlackFailure:
    """Sorts what a Web API call raised; whatever is not known to be harmless is doubtful."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return SlackFailure(Kind.UNSENT, "connection_refused")
    if isinstance(error, asyncio.TimeoutError):
        return SlackFailure(Kind.DOUBTFUL, "timeout")
    return SlackFailure(Kind.DOUBTFUL, type(error).__name__)


def _answered(error: SlackApiError) -> SlackFailure:
    response = error.response
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    if status == 429 or word in LIMITED:  # noqa: PLR2004  # HTTP's own number
        return SlackFailure(Kind.UNSENT, "ratelimited", _retry_after(getattr(response, "headers", {})))
    if not isinstance(word, str) or status is None or status >= 500 or word in AMBIGUOUS:  # noqa: PLR2004
        return SlackFailure(Kind.DOUBTFUL, word or f"http_{status}")
    if word in UNAUTHORISED:
        return SlackFailure(Kind.UNSENT, word, A_MINUTE)
    return SlackFailure(Kind.DEFINITE, word)


def _retry_after(headers: object) -> timedelta:
    get = getattr(headers, "get", None)
    asked = get("Retry-After", "1") if get else "1"
    seconds = int(asked) if str(asked).isdecimal() else 1
    return timedelta(seconds=max(1, seconds))
