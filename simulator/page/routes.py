"""Serves the page: its static files, the live stream, and calls, mails and files one at a time."""

from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe

import orjson
from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from simulator.admin.state import call
from simulator.json_types import Json
from simulator.page.event_stream import EventStream
from simulator.page.guide import Guide, MessageShown, PlaceShown
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.state import SlackState

_STATIC = (Path(__file__).parent / "static").resolve()
_SANDBOX = "default-src 'none'; sandbox"
_MAIL_POLICY = f"{_SANDBOX} allow-popups; style-src 'unsafe-inline'; img-src data:"
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob: http: https:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


_DONE_KINDS = {MessageShown: "message", PlaceShown: "place"}


class Page:
    """Serves `/`, `/assets/…` and `/_page/…`."""

    def __init__(self, slack: SlackState, guide: Guide) -> None:
        self._slack = slack
        self._guide = guide
        self._event_stream = EventStream(slack)
        self._templates = Environment(loader=FileSystemLoader(_STATIC), autoescape=True)
        self.end = self._event_stream.end

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self._page),
            web.get("/_page/live", self._event_stream.serve),
            web.get("/_page/calls/{number}", self._call),
            web.get("/_page/mails/{number}", self._mail),
            web.get("/_page/files/{id}", self._file),
            web.post("/_page/files/{name}", self._upload),
            web.get("/assets/{path:.+}", self._asset),
        ]

    async def _page(self, _: web.Request) -> web.Response:
        nonce = token_urlsafe(16)
        page = self._templates.get_template("index.html").render(house=self._constants(), nonce=nonce)
        headers = {"Content-Security-Policy": _PAGE_POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _asset(self, request: web.Request) -> web.FileResponse:
        path = (_STATIC / request.match_info["path"]).resolve()
        if not path.is_relative_to(_STATIC) or not path.is_file():
            raise web.HTTPNotFound
        # Asked for each time: after an update, a browser does not mix old files and new ones.
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    def _constants(self) -> Json:
        """What does not change while the workspace runs."""
        workspace, manifest = self._slack.workspace, self._slack.manifest
        return {
            "team": workspace.team_name,
            "domain": workspace.domain,
            "bot": BOT_USER,
            "has_home": manifest.has_home,
            "commands": manifest.slash_commands,
            "shortcuts": [
                {"callback_id": id, "name": name, "type": manifest.shortcuts[id]}
                for id, name in manifest.shortcut_names.items()
            ],
            "guide": _guide(self._guide),
        }

    async def _call(self, request: web.Request) -> web.Response:
        shown = call(self._slack.calls[_number(request, len(self._slack.calls))])
        return web.Response(body=orjson.dumps(shown, default=str), content_type="application/json")

    async def _mail(self, request: web.Request) -> web.Response:
        mails = self._slack.sinks.mails
        page = mails[_number(request, len(mails))].html
        return web.Response(
            text=page, content_type="text/html", headers={"Content-Security-Policy": _MAIL_POLICY}
        )

    async def _file(self, request: web.Request) -> web.Response:
        file = self._slack.workspace.files.get(request.match_info["id"])
        if file is None or "content" not in file:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": _SANDBOX, "Content-Disposition": "inline"}
        return web.Response(body=file["content"], headers=headers | {"Content-Type": _type_of(file["name"])})

    async def _upload(self, request: web.Request) -> web.Response:
        # No type that a page of another site may post unasked.
        if request.content_type != "application/octet-stream":
            raise web.HTTPUnsupportedMediaType
        id, name, content = self._slack.ids.new("F"), request.match_info["name"], await request.read()
        file = {"id": id, "name": name, "length": len(content), "content": content}
        self._slack.workspace.files[id] = file
        described = {"id": id, "name": name, "title": name, "size": len(content)}
        return web.json_response(described, status=HTTPStatus.CREATED)


def _guide(guide: Guide) -> Json:
    steps = [asdict(step) | {"done_kind": _DONE_KINDS[type(step.done)]} for step in guide.steps]
    return {"title": guide.title, "steps": steps, "phrases": [asdict(each) for each in guide.phrases]}


def _number(request: web.Request, most: int) -> int:
    number = request.match_info["number"]
    if not number.isdigit() or int(number) >= most:
        raise web.HTTPNotFound
    return int(number)


def _type_of(name: str) -> str:
    known = {
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
    }
    return known.get(name.rpartition(".")[2].lower(), "application/octet-stream")
