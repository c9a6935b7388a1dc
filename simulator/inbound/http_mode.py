"""The HTTP transport: posts payloads to the app's request URL with Slack's signature."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

import aiohttp
import orjson

from simulator.inbound.transport import Ack, AckStatus, Envelope

_OK = 200
_FORM = "application/x-www-form-urlencoded"


class HttpMode:
    """Posts to `app_url`; https://docs.slack.dev/authentication/verifying-requests-from-slack.

    Attributes:
        app_url: the app's request URL; None when it uses Socket Mode.
    """

    def __init__(self, signing_secret: str, ack_timeout: float) -> None:
        self.app_url: str | None = None
        self._secret = signing_secret.encode()
        self._ack_timeout = ack_timeout
        self._session: aiohttp.ClientSession | None = None

    async def send(self, envelope: Envelope) -> Ack:
        if self.app_url is None:
            return Ack(AckStatus.NOT_CONNECTED)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._ack_timeout))
        content_type, body = _encoded(envelope)
        headers = {"Content-Type": content_type, **_retry(envelope), **self._signed(body)}
        try:
            async with self._session.post(self.app_url, data=body, headers=headers) as response:
                return await _ack(response)
        except TimeoutError:
            return Ack(AckStatus.TIMED_OUT)
        except aiohttp.ClientConnectorError:
            return Ack(AckStatus.NOT_CONNECTED)
        except aiohttp.ClientError:
            return Ack(AckStatus.CONNECTION_LOST)

    def _signed(self, body: str) -> dict[str, str]:
        # The app checks the age of a signature by its own clock, which the simulator's does not move.
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _encoded(envelope: Envelope) -> tuple[str, str]:
    match envelope.kind:
        case "events_api":
            return "application/json", orjson.dumps(envelope.payload).decode()
        case "slash_commands":
            return _FORM, urlencode(envelope.payload)
        case "interactive":
            return _FORM, urlencode({"payload": orjson.dumps(envelope.payload)})


def _retry(envelope: Envelope) -> dict[str, str]:
    if not envelope.attempt:
        return {}
    return {"X-Slack-Retry-Num": str(envelope.attempt), "X-Slack-Retry-Reason": envelope.reason}


async def _ack(response: aiohttp.ClientResponse) -> Ack:
    if response.status != _OK:
        return Ack(AckStatus.INVALID)
    text = await response.text()
    if not text:
        return Ack(AckStatus.ACKNOWLEDGED)
    if response.content_type != "application/json":
        return Ack(AckStatus.ACKNOWLEDGED, {"text": text})
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Ack(AckStatus.INVALID)
    return Ack(AckStatus.ACKNOWLEDGED, body) if isinstance(body, dict) else Ack(AckStatus.INVALID)
