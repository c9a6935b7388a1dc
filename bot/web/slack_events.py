"""`/slack/events`: verifies what Slack sends by HTTP, hands it to Bolt and returns Bolt's answer."""

from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.web.replay_guard import ReplayGuard
from bot.web.signatures import RequestVerifier, SignedRequest

log = structlog.get_logger(__name__)

PATH = "/slack/events"


class SlackEvents:
    """The handler of the route.

    Args:
        bolt: the application; its own verification is off.
        verifier: verifies signatures.
    """

    def __init__(self, bolt: AsyncApp, verifier: RequestVerifier) -> None:
        self._bolt = bolt
        self._verifier = verifier
        self._replay_guard: ReplayGuard[BoltResponse] = ReplayGuard()

    async def receive(self, request: web.Request) -> web.Response:
        """Answers 401 without a valid signature, 400 for a body that is no payload, else as Bolt does."""
        signed = self._verifier.verified(await request.read(), request.headers)
        if signed is None:
            log.warning("not from Slack", remote=request.remote)
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        answer = await self._replay_guard.answer(signed.signature, lambda: self._dispatch(signed, request))
        kind = "application/json" if answer.body.startswith("{") else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _dispatch(self, signed: SignedRequest, request: web.Request) -> BoltResponse:
        try:
            payload = AsyncBoltRequest(body=signed.text, headers=dict(request.headers))
        except Exception as error:  # noqa: BLE001  # whatever Bolt stumbles over in a body is the body's fault
            log.warning("malformed request", error=type(error).__name__)
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        answer = await self._bolt.async_dispatch(payload)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # No listener of ours raises: Bolt stumbled over a payload that is not one of Slack's.
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        return answer
