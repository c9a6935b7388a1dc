"""Server: Slack's addresses, the app's and the simulator's own, on one loopback port."""

from http import HTTPStatus

from aiohttp import web

from simulator.control.routes import Control
from simulator.methods.files import receive
from simulator.outside import Post
from simulator.page.routes import Page
from simulator.people.answers import answer_later
from simulator.refusal import Refusal
from simulator.web.api import WebApi
from simulator.web.arguments import decoded_object
from simulator.world import World

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LARGEST = 16 * 1024 * 1024
_PATIENCE = 1.0


class Server:
    def __init__(self, world: World, control: Control, page: Page) -> None:
        self._world = world
        application = web.Application(client_max_size=_LARGEST)
        application.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(world).handle),
                web.get("/link/", world.sockets.serve),
                web.post("/response/{secret}", self._respond),
                web.post("/upload/{file_id}", self._upload),
                web.post("/elsewhere/{target}", self._elsewhere),
                *control.routes(),
                *page.routes(),
            ]
        )
        application.on_shutdown.append(page.end)
        self._runner = web.AppRunner(application, shutdown_timeout=_PATIENCE)

    async def start(self, host: str, port: int) -> str:
        """Returns the address under which it listens."""
        if host not in _LOOPBACK:
            raise ValueError(f"the simulator listens on this machine only, not on {host}")
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        bound = self._runner.addresses[0][1]
        return f"http://{host}:{bound}/"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _respond(self, request: web.Request) -> web.Response:
        try:
            answer_later(self._world, request.match_info["secret"], decoded_object(await request.read()))
        except Refusal as refusal:
            self._world.refused(refusal, "response_url")
            return web.json_response(refusal.answer(), status=HTTPStatus.NOT_FOUND)
        return web.Response(text="ok")

    async def _elsewhere(self, request: web.Request) -> web.Response:
        """Another program than Slack, which takes any document."""
        try:
            body = decoded_object(await request.read())
        except Refusal as refusal:
            return web.Response(text=refusal.error, status=HTTPStatus.BAD_REQUEST)
        now = self._world.clock.now()
        self._world.outside.record_post(Post(target=request.match_info["target"], body=body, at=now))
        return web.json_response({}, status=HTTPStatus.CREATED)

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            receive(self._world, request.match_info["file_id"], await _content(request))
        except Refusal as refusal:
            self._world.refused(refusal, "upload_url")
            return web.Response(text=refusal.error, status=HTTPStatus.BAD_REQUEST)
        return web.Response(text="OK")


async def _content(request: web.Request) -> bytes:
    """The body itself, or the only part of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
