"""The admin API: the simulator by HTTP, for the page and for programs in another process."""

from http import HTTPStatus

import orjson
from aiohttp import web

from simulator.admin.commands import COMMANDS
from simulator.admin.person_actions import PERSON_ACTIONS
from simulator.admin.state import breach, call, state
from simulator.inbound.delivery import UserFacingError
from simulator.json_types import Json
from simulator.page.actions import PAGE_ACTIONS
from simulator.people.registry import PeopleRegistry
from simulator.slack_error import SlackError
from simulator.slack_state.state import SlackState

_WRONG = (AssertionError, LookupError, UserFacingError, SlackError, TypeError, ValueError)
_ACTS = {**PERSON_ACTIONS, **PAGE_ACTIONS}


class AdminApi:
    """Serves `GET /_sim/state|breaches|calls` and `POST /_sim/<action>`; a failed action answers 400 with `error`."""

    def __init__(self, slack: SlackState, people: PeopleRegistry) -> None:
        self._slack = slack
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/state", self._state),
            web.get("/_sim/breaches", self._breaches),
            web.get("/_sim/calls", self._calls),
            web.post("/_sim/{act}", self._act),
        ]

    async def _state(self, _: web.Request) -> web.Response:
        return _json(state(self._slack))

    async def _breaches(self, _: web.Request) -> web.Response:
        return _json([breach(each) for each in self._slack.breaches])

    async def _calls(self, _: web.Request) -> web.Response:
        return _json([call(each) for each in self._slack.calls])

    async def _act(self, request: web.Request) -> web.Response:
        # JSON alone: a page of another site can post text unasked, but not this.
        if request.content_type != "application/json":
            return _json({"error": "the body is JSON, and its content type says so"}, HTTPStatus.BAD_REQUEST)
        try:
            return _json(await self._done(request.match_info["act"], orjson.loads(await request.read())))
        except _WRONG as wrong:
            return _json({"error": f"{type(wrong).__name__}: {wrong}"}, HTTPStatus.BAD_REQUEST)

    async def _done(self, act: str, body: Json) -> Json:
        if act in _ACTS:
            return await _ACTS[act](self._slack, self._people.person(body["user"]), body)
        if act not in COMMANDS:
            raise LookupError(f"there is no {act!r}; there are {sorted([*_ACTS, *COMMANDS])}")
        COMMANDS[act](self._slack, body)
        return {}


def _json(answer: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(
        body=orjson.dumps(answer, default=str), status=status, content_type="application/json"
    )
