"""Routes of the control API: decode, do, answer, or say in a sentence why not."""

from http import HTTPStatus

import orjson
from aiohttp import web

from simulator.control.acts import ACTS
from simulator.control.levers import LEVERS
from simulator.control.showing import breach, call, state
from simulator.crowd import Crowd
from simulator.inbound.delivery import PersonSaw
from simulator.page.touching import TOUCHES
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.world import World

_WRONG = (AssertionError, LookupError, PersonSaw, Refusal, TypeError, ValueError)
_ACTS = {**ACTS, **TOUCHES}


class Control:
    def __init__(self, world: World, crowd: Crowd) -> None:
        self._world = world
        self._crowd = crowd

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/state", self._state),
            web.get("/_sim/breaches", self._breaches),
            web.get("/_sim/calls", self._calls),
            web.post("/_sim/{act}", self._act),
        ]

    async def _state(self, _: web.Request) -> web.Response:
        return _json(state(self._world))

    async def _breaches(self, _: web.Request) -> web.Response:
        return _json([breach(each) for each in self._world.breaches])

    async def _calls(self, _: web.Request) -> web.Response:
        return _json([call(each) for each in self._world.calls])

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
            return await _ACTS[act](self._world, self._crowd.person(body["user"]), body)
        if act not in LEVERS:
            raise LookupError(f"there is no {act!r}; there are {sorted([*_ACTS, *LEVERS])}")
        LEVERS[act](self._world, body)
        return {}


def _json(answer: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(
        body=orjson.dumps(answer, default=str), status=status, content_type="application/json"
    )
