"""Answers a call of the Web API: applies faults, checks token, scopes and rate limit, and records the call."""

import asyncio
from email.utils import formatdate
from http import HTTPStatus

import orjson
from aiohttp import web

from simulator.api.arguments import Arguments, arguments_of
from simulator.api.methods import METHODS
from simulator.api.scopes import ANY, require
from simulator.faults import Fault, FaultKind
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.call_log import ApiCall
from simulator.slack_state.state import APP_TOKEN, BOT_TOKEN, SlackState

_OF_THE_APP = "apps.connections.open"
_BROKEN = "<!DOCTYPE html><title>Slack</title><p>Something went wrong"


class WebApi:
    """Serves `/api/<method>`."""

    def __init__(self, slack: SlackState) -> None:
        self._slack = slack

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            arguments = await arguments_of(request)
        except SlackError as error:
            return self._response(method, self._error_answer(method, error))
        channel = arguments.text("channel") or arguments.text("channel_id")
        fault = self._slack.faults.take(method, channel)
        if fault and (response := _fault_response(request, fault)):
            self._record(method, arguments, {}, faulted=True)
            return response
        answer = _fault_error(fault) or self._answer(method, _token(request, arguments), arguments)
        self._record(method, arguments, answer, faulted=fault is not None)
        if fault and fault.kind is FaultKind.CUT_AFTER:
            return _abort(request)
        if fault and fault.kind is FaultKind.DELAY:
            await asyncio.sleep(fault.delay)
        return self._response(method, answer)

    def _answer(self, method: str, token: str, arguments: Arguments) -> Json:
        try:
            self._authorize(method, token, arguments.text("channel"))
            return {"ok": True, **METHODS[method](self._slack, arguments)}
        except SlackError as error:
            return self._error_answer(method, error)

    def _error_answer(self, method: str, error: SlackError) -> Json:
        if error.is_breach:
            self._slack.record_error(error, method)
        return error.answer()

    def _authorize(self, method: str, token: str, channel: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in (BOT_TOKEN, APP_TOKEN):
            raise SlackError("invalid_auth")
        if method not in METHODS:
            raise SlackError("unknown_method", extra={"req_method": method})
        if (method == _OF_THE_APP) != (token == APP_TOKEN):
            raise SlackError("not_allowed_token_type")
        if method in ANY:
            require(self._slack, method)
        if wait := self._slack.limiter.seconds_to_wait(method, channel, self._slack.clock.now()):
            raise SlackError(
                "ratelimited", f"again in {wait} s", kind="rate_exceeded", extra={"retry_after": wait}
            )

    def _response(self, method: str, answer: Json) -> web.Response:
        headers = {
            "X-OAuth-Scopes": ",".join(sorted(self._slack.manifest.scopes)),
            "X-Accepted-OAuth-Scopes": ",".join(ANY.get(method, ())),
            "Date": formatdate(self._slack.clock.now().timestamp(), usegmt=True),
        }
        if "retry_after" in answer:
            return _ratelimited(answer["retry_after"])
        return web.json_response(answer, headers=headers, dumps=_dumps)

    def _record(self, method: str, arguments: Arguments, answer: Json, *, faulted: bool) -> None:
        recorded = {name: value for name, value in arguments.raw.items() if name != "token"}
        self._slack.calls.append(ApiCall(method, recorded, answer, self._slack.clock.now(), faulted))
        self._slack.changes.notify()


def _fault_response(request: web.Request, fault: Fault) -> web.Response | None:
    """The response that replaces the method's, or None when the method has to run."""
    match fault.kind:
        case FaultKind.RATELIMITED:
            return _ratelimited(fault.retry_after)
        case FaultKind.SERVER_ERROR:
            return web.Response(
                status=HTTPStatus.INTERNAL_SERVER_ERROR, text=_BROKEN, content_type="text/html"
            )
        case FaultKind.HTML:
            return web.Response(text=_BROKEN, content_type="text/html")
        case FaultKind.CUT_BEFORE:
            return _abort(request)
        case _:
            return None


def _fault_error(fault: Fault | None) -> Json | None:
    return {"ok": False, "error": fault.error} if fault and fault.kind is FaultKind.ERROR else None


def _ratelimited(seconds: int) -> web.Response:
    headers = {"Retry-After": str(seconds)}
    status = HTTPStatus.TOO_MANY_REQUESTS
    return web.json_response({"ok": False, "error": "ratelimited"}, status=status, headers=headers)


def _abort(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _token(request: web.Request, arguments: Arguments) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") or arguments.text("token") or ""


def _dumps(answer: Json) -> str:
    return orjson.dumps(answer).decode()
