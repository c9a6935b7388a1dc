"""Verifies Slack's signatures: made with the secret, at most five minutes old, compared in constant time.

Slack's page: https://docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_sdk.signature import Clock, SignatureVerifier

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
TIMESTAMP_DIGITS = 12
"""More than any date needs; parsing a longer number would only cost time."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request that Slack signed.

    Attributes:
        text: its body.
        signature: unique to this body and time.
    """

    text: str
    signature: str


class RequestVerifier:
    """Verifies requests before anything of their bodies is parsed, with slack_sdk's verifier, as Bolt does.

    Args:
        secret: the Slack app's signing secret; an empty one raises ValueError.
        now: seconds since 1970.
    """

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(secret, _Clock(now))

    def verified(self, body: bytes, headers: Mapping[str, str]) -> SignedRequest | None:
        """Returns the request when its signature is valid, else None."""
        stamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not (
            stamp.isascii() and stamp.isdigit() and len(stamp) <= TIMESTAMP_DIGITS and signature.isascii()
        ):
            return None
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return None
        return SignedRequest(text, signature) if self._verifier.is_valid(text, stamp, signature) else None


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now  # type: ignore[method-assign]  # the library's way to have another clock
