"""`/lina …`: the first word chooses, the rest is for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk.intake import Heard, Stated
from bot.desk.opening import Order
from bot.desk.similarity import similar
from handlers import opened
from handlers.desks import Desks
from handlers.forms import blank_form, heard_form
from handlers.listening import Listening
from handlers.payloads import MalformedError, unescaped
from handlers.replies import Reply, person_of

COMMAND = "/lina"
SHOWN_AT_MOST = 15


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command: who typed it, its first word in lower case, the rest as typed."""

    by: str
    origin: str
    word: str
    rest: str


def decode(body: Mapping[str, Any]) -> Typed:
    try:
        text = unescaped(str(body.get("text") or "")).strip()
        by, origin = person_of(body), f"command:{body['trigger_id']}"
    except KeyError as error:
        raise MalformedError("no slash command") from error
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    return Typed(by, origin, word.casefold(), rest)


def register(app: AsyncApp, listening: Listening, desks: Desks) -> None:
    app.command(COMMAND)(**listening.command(Commands(desks).run))


class Commands:
    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._words: Mapping[str, Callable[[Typed], Awaitable[Reply]]] = {
            "": self._help,
            "aide": self._help,
            "appel": self._call,
            "appels": self._calls,
            "en-cours": self._calls,
            "voir": self._show,
            "client": self._client,
            "rota": self._rota,
            "planning": self._rota,
        }

    async def run(self, body: Mapping[str, Any]) -> Reply:
        typed = decode(body)
        return await self._words.get(typed.word, self._unknown)(typed)

    async def _help(self, _typed: Typed) -> Reply:
        return self._say("help")

    async def _call(self, typed: Typed) -> Reply:
        if not typed.rest:
            return Reply(form=blank_form(self._desks.renderer))
        heard = await self._desks.opening.hear(typed.rest)
        if heard.client is None or not heard.request:
            return Reply(form=heard_form(self._desks.renderer, heard))
        call = await self._desks.opening.open(_order(typed, heard, heard.client.code))
        return await opened.by_command(self._desks, call)

    async def _calls(self, _typed: Typed) -> Reply:
        pages = await self._desks.reading.open_calls()
        return self._say("calls", pages=pages[:SHOWN_AT_MOST], total=len(pages))

    async def _show(self, typed: Typed) -> Reply:
        return self._say("call", page=await self._desks.reading.page(typed.rest))

    async def _client(self, typed: Typed) -> Reply:
        return self._say("client", page=await self._desks.reading.client(typed.rest))

    async def _rota(self, typed: Typed) -> Reply:
        return self._say("rota", page=await self._desks.rota_pages.look(typed.by))

    async def _unknown(self, typed: Typed) -> Reply:
        words = [word for word in self._words if word]
        near = similar(typed.word, words)
        nearest = words[near[0]] if near else None
        return self._say("unknown", typed=f"{typed.word} {typed.rest}".strip(), nearest=nearest)

    def _say(self, name: str, **values: object) -> Reply:
        return Reply(message=self._desks.renderer.message(name, **values))


def _order(typed: Typed, heard: Heard, code: str) -> Order:
    return Order(
        origin=typed.origin,
        by=typed.by,
        stated=Stated(code=code),
        request=heard.request,
        contact=heard.contact,
        phone=heard.phone,
    )
