"""`/lina …`: the first word chooses, the rest is for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services.opening import OpenCall
from bot.services.parsing import ClientChoice, ParsedCommand
from bot.services.similarity import similar
from bot.services.slack_markup import as_typed
from handlers import confirmations
from handlers.forms import blank_form, parsed_form
from handlers.listeners import Listeners
from handlers.payloads import MalformedError
from handlers.replies import Reply, person_of
from handlers.services import Services

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
        text = as_typed(str(body.get("text") or "")).strip()
        by, origin = person_of(body), f"command:{body['trigger_id']}"
    except KeyError as error:
        raise MalformedError("no slash command") from error
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    return Typed(by, origin, word.casefold(), rest)


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    app.command(COMMAND)(**listeners.command(Commands(services).run))


class Commands:
    def __init__(self, services: Services) -> None:
        self._services = services
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
            return Reply(form=blank_form(self._services.renderer))
        parsed = await self._services.opening.parse_command(typed.rest)
        if parsed.client is None or not parsed.request:
            return Reply(form=parsed_form(self._services.renderer, parsed))
        call = await self._services.opening.open(_order(typed, parsed, parsed.client.code))
        return await confirmations.by_command(self._services, call)

    async def _calls(self, _typed: Typed) -> Reply:
        views = await self._services.reading.open_calls()
        return self._say("calls", views=views[:SHOWN_AT_MOST], total=len(views))

    async def _show(self, typed: Typed) -> Reply:
        return self._say("call", view=await self._services.reading.view(typed.rest))

    async def _client(self, typed: Typed) -> Reply:
        return self._say("client", view=await self._services.reading.client(typed.rest))

    async def _rota(self, typed: Typed) -> Reply:
        return self._say("rota", view=await self._services.rota_pages.look(typed.by))

    async def _unknown(self, typed: Typed) -> Reply:
        words = [word for word in self._words if word]
        near = similar(typed.word, words)
        nearest = words[near[0]] if near else None
        return self._say("unknown", typed=f"{typed.word} {typed.rest}".strip(), nearest=nearest)

    def _say(self, name: str, **values: object) -> Reply:
        return Reply(message=self._services.renderer.message(name, **values))


def _order(typed: Typed, parsed: ParsedCommand, code: str) -> OpenCall:
    return OpenCall(
        origin=typed.origin,
        by=typed.by,
        choice=ClientChoice(code=code),
        request=parsed.request,
        contact=parsed.contact,
        phone=parsed.phone,
    )
