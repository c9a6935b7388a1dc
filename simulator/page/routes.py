"""Routes of the page: its files, what it shows live, and the things that are read one at a time."""

from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe

import orjson
from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from simulator.control.showing import call
from simulator.ids import BOT_USER
from simulator.page.guide import Guide
from simulator.page.live import Live
from simulator.shapes import Json
from simulator.world import World

_PAGES = (Path(__file__).parent.parent / "pages").resolve()
_LOCKED = "default-src 'none'; sandbox"
_MAIL = f"{_LOCKED} allow-popups; style-src 'unsafe-inline'; img-src data:"
_PAGE = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob: http: https:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Page:
    def __init__(self, world: World, guide: Guide) -> None:
        self._world = world
        self._guide = guide
        self._live = Live(world)
        self._templates = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)
        self.end = self._live.end

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self._page),
            web.get("/_page/live", self._live.serve),
            web.get("/_page/calls/{number}", self._call),
            web.get("/_page/mails/{number}", self._mail),
            web.get("/_page/files/{id}", self._file),
            web.post("/_page/files/{name}", self._upload),
            web.get("/assets/{path:.+}", self._asset),
        ]

    async def _page(self, _: web.Request) -> web.Response:
        nonce = token_urlsafe(16)
        page = self._templates.get_template("index.html").render(house=self._house(), nonce=nonce)
        headers = {"Content-Security-Policy": _PAGE.format(nonce=nonce), "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _asset(self, request: web.Request) -> web.FileResponse:
        path = (_PAGES / request.match_info["path"]).resolve()
        if not path.is_relative_to(_PAGES) or not path.is_file():
            raise web.HTTPNotFound
        # Asked for each time: after an update, a browser does not mix old files and new ones.
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    def _house(self) -> Json:
        """What does not change while the workspace lives."""
        workspace, manifest = self._world.workspace, self._world.manifest
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
        told = call(self._world.calls[_number(request, len(self._world.calls))])
        return web.Response(body=orjson.dumps(told, default=str), content_type="application/json")

    async def _mail(self, request: web.Request) -> web.Response:
        mails = self._world.outside.mails
        page = mails[_number(request, len(mails))].html
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": _MAIL})

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.workspace.files.get(request.match_info["id"])
        if file is None or "content" not in file:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": _LOCKED, "Content-Disposition": "inline"}
        return web.Response(body=file["content"], headers=headers | {"Content-Type": _type_of(file["name"])})

    async def _upload(self, request: web.Request) -> web.Response:
        # No type that a page of another site may post unasked.
        if request.content_type != "application/octet-stream":
            raise web.HTTPUnsupportedMediaType
        id, name, content = self._world.ids.new("F"), request.match_info["name"], await request.read()
        file = {"id": id, "name": name, "length": len(content), "content": content}
        self._world.workspace.files[id] = file
        told = {"id": id, "name": name, "title": name, "size": len(content)}
        return web.json_response(told, status=HTTPStatus.CREATED)


def _guide(guide: Guide) -> Json:
    steps = [asdict(step) | {"sees": type(step.done).__name__.lower()} for step in guide.steps]
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
