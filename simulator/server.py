"""HttpServer: serves Slack's URLs, the page and the admin API on one loopback port."""

import asyncio
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.admin.routes import AdminApi
from simulator.api.arguments import decoded_object
from simulator.api.files import receive
from simulator.api.web_api import WebApi
from simulator.connections import abort, stop_accepting
from simulator.page.routes import Page
from simulator.people.responses import use_response_url
from simulator.slack_error import SlackError
from simulator.slack_state.sinks import Post
from simulator.slack_state.state import SlackState

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LARGEST = 16 * 1024 * 1024
_TIMEOUT = 1.0
_BACKLOG = 128


class HttpServer:
    """The workspace's web server."""

    def __init__(self, slack: SlackState, admin: AdminApi, page: Page) -> None:
        self._slack = slack
        application = web.Application(client_max_size=_LARGEST, middlewares=[_refuse_foreign_host])
        application.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(slack).handle),
                web.get("/link/", slack.sockets.serve),
                web.post("/response/{secret}", self._respond),
                web.post("/upload/{file_id}", self._upload),
                web.post("/elsewhere/{target}", self._elsewhere),
                *admin.routes(),
                *page.routes(),
            ]
        )
        application.on_shutdown.append(page.end)
        self._runner = web.AppRunner(application, shutdown_timeout=_TIMEOUT)
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> str:
        """Listens and returns the base URL; raises ValueError for a host that is no loopback address."""
        if host not in _LOOPBACK:
            raise ValueError(f"the simulator listens on this machine only, not on {host}")
        await self._runner.setup()
        handlers = self._runner.server
        assert handlers is not None  # noqa: S101  # the runner was set up
        self._server = await asyncio.get_running_loop().create_server(
            handlers, host, port, backlog=_BACKLOG, reuse_address=True
        )
        bound = self._server.sockets[0].getsockname()[1]
        return f"http://{host}:{bound}/"

    async def stop(self) -> None:
        """Stops listening, waits for the requests in flight, then closes every connection."""
        if self._server:
            await stop_accepting(self._server)
        handlers = self._runner.server
        connections = handlers.connections if handlers else []
        transports = [connection.transport for connection in connections if connection.transport]
        await self._runner.cleanup()
        await abort(transports)

    async def _respond(self, request: web.Request) -> web.Response:
        try:
            use_response_url(self._slack, request.match_info["secret"], decoded_object(await request.read()))
        except SlackError as error:
            if error.is_breach:
                self._slack.record_error(error, "response_url")
            return web.json_response(error.answer(), status=HTTPStatus.NOT_FOUND)
        return web.Response(text="ok")

    async def _elsewhere(self, request: web.Request) -> web.Response:
        """Records a JSON document for a program other than Slack."""
        try:
            body = decoded_object(await request.read())
        except SlackError as error:
            return web.Response(text=error.code, status=HTTPStatus.BAD_REQUEST)
        now = self._slack.clock.now()
        self._slack.sinks.record_post(Post(target=request.match_info["target"], body=body, at=now))
        return web.json_response({}, status=HTTPStatus.CREATED)

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            receive(self._slack, request.match_info["file_id"], await _content(request))
        except SlackError as error:
            self._slack.record_error(error, "upload_url")
            return web.Response(text=error.code, status=HTTPStatus.BAD_REQUEST)
        return web.Response(text="OK")


@web.middleware
async def _refuse_foreign_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers 421 to a name that is not this machine's: a page elsewhere has pointed its own name here."""
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in _LOOPBACK:
        return web.Response(
            status=HTTPStatus.MISDIRECTED_REQUEST, text="this workspace is on this machine only\n"
        )
    return await handler(request)


async def _content(request: web.Request) -> bytes:
    """The bytes of the body, or of the file in a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
