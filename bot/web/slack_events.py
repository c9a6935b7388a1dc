"""`/slack/events`: what Slack sends by HTTP, to Bolt and back. Nothing but what is genuine and whole goes in."""

from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.web.replay_guard import ReplayGuard
from bot.web.signatures import Signatures, SignedRequest

log = structlog.get_logger(__name__)

PATH = "/slack/events"


class SlackEvents:
    """`bolt` trusts what it is given: its own verification is off."""

    def __init__(self, bolt: AsyncApp, signatures: Signatures) -> None:
        self._bolt = bolt
        self._signatures = signatures
        self._once: ReplayGuard[BoltResponse] = ReplayGuard()

    async def receive(self, request: web.Request) -> web.Response:
        letter = self._signatures.opened(await request.read(), request.headers)
        if letter is None:
            log.warning("not from Slack", remote=request.remote)
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        answer = await self._once.answer(letter.signature, lambda: self._dispatch(letter, request))
        kind = "application/json" if answer.body.startswith("{") else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _dispatch(self, letter: SignedRequest, request: web.Request) -> BoltResponse:
        try:
            payload = AsyncBoltRequest(body=letter.text, headers=dict(request.headers))
        except Exception as error:  # noqa: BLE001  # whatever Bolt stumbles over in a body is the body's fault
            log.warning("malformed request", error=type(error).__name__)
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        answer = await self._bolt.async_dispatch(payload)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # No listener of ours raises: Bolt stumbled over a payload that is not one of Slack's.
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        return answer
