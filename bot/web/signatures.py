"""Which requests are Slack's: signed with the secret, within five minutes, compared in constant time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_sdk.signature import Clock, SignatureVerifier

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
DIGITS = 12
"""More than the seconds of any date; a longer number would only cost time."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A genuine request: its text, and the signature that is this request's alone."""

    text: str
    signature: str


class Signatures:
    """slack_sdk's verifier, which is Bolt's too, at the door: before anything of the body is understood."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(secret, _Clock(now))

    def opened(self, body: bytes, headers: Mapping[str, str]) -> SignedRequest | None:
        """The request when it is genuine, else None."""
        stamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= DIGITS and signature.isascii()):
            return None
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return None
        return SignedRequest(text, signature) if self._verifier.is_valid(text, stamp, signature) else None


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now  # type: ignore[method-assign]  # the library's way to have another clock
