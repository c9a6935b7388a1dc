"""The slash command `/lina`: its first word chooses the handler, the rest is the handler's argument."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from slack_bolt.async_app import AsyncApp

from bot.domain.refusals import ClientNotTyped
from bot.services.opening import OpenCall
from bot.services.parsing import ClientChoice, ParsedCommand
from bot.services.similarity import similar
from bot.services.slack_markup import as_typed
from bot.services.view_models import Suggestion
from handlers import confirmations, figures
from handlers.figures import ChartSupport
from handlers.forms import blank_form, parsed_form
from handlers.listeners import Listeners
from handlers.payloads import Body, MalformedError, block_action, person_of
from handlers.replies import Reply
from handlers.services import Services

COMMAND = "/lina"
CALLS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command.

    Attributes:
        by: the Slack id of the person who typed it.
        origin: identifies this command; a retry of Slack's has the same.
        text: what was typed after `/lina`, as a person reads it.
    """

    by: str
    origin: str
    text: str

    @property
    def word(self) -> str:
        """The first word, in lower case; empty when nothing was typed."""
        return next(iter(self.text.split(maxsplit=1)), "").casefold()

    @property
    def rest(self) -> str:
        """What was typed after the first word."""
        return (*self.text.split(maxsplit=1), "", "")[1]


WordHandler = Callable[[SlashCommand], Awaitable[Reply]]


def decode(body: Body) -> SlashCommand:
    """Decodes a slash command's payload; its text still has Slack's markup.

    Raises:
        MalformedError: it is none.
    """
    try:
        text = as_typed(str(body.get("text") or "")).strip()
        return SlashCommand(person_of(body), f"command:{body['trigger_id']}", text)
    except KeyError as error:
        raise MalformedError("no slash command") from error


def register(app: AsyncApp, listeners: Listeners, services: Services) -> None:
    """Registers the command."""
    commands = CommandListeners(services)
    app.command(COMMAND)(**listeners.command(commands.run))
    app.action("run_typed")(**listeners.button(commands.run_typed))
    app.action("help")(**listeners.button(commands.help))


class CommandListeners:
    """The handlers of the command's first words."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._charts = ChartSupport()
        self._words: dict[str, WordHandler] = {
            "": self._help,
            "aide": self._help,
            "appel": self._call,
            "appels": self._calls,
            "en-cours": self._calls,
            "voir": self._show,
            "client": self._client,
            "permanence": self._rota,
            "chercher": self._search,
            "chiffres": self._figures,
            "bilan": self._figures,
            "rota": self._rota,
            "planning": self._rota,
            "temps": self._time,
            "releve": self._statement,
            "relevé": self._statement,
        }

    async def run(self, body: Body) -> Reply:
        """Runs the handler of the first word; a word that has none is answered with the nearest that has."""
        command = decode(body)
        return await self._run(replace(command, text=await self._services.queries.readable(command.text)))

    async def run_typed(self, body: Body) -> Reply:
        """Runs what a button offers in the place of words that were no command."""
        try:
            origin = f"typed:{body['trigger_id']}"
        except KeyError as error:
            raise MalformedError("no button") from error
        return await self._run(SlashCommand(person_of(body), origin, block_action(body).value))

    async def help(self, _body: Body) -> Reply:
        """Shows the help."""
        return self._message("help")

    async def _run(self, command: SlashCommand) -> Reply:
        return await self._words.get(command.word, self._unknown)(command)

    async def _help(self, _command: SlashCommand) -> Reply:
        return self._message("help")

    async def _call(self, command: SlashCommand) -> Reply:
        """Opens the call when client and request are understood, else the form with what was."""
        if not command.rest:
            return Reply(form=blank_form(self._services.renderer))
        parsed = await self._services.opening.parse_command(command.rest)
        if parsed.client is None or not parsed.request:
            return Reply(form=parsed_form(self._services.renderer, parsed))
        opened = await self._services.opening.open(_open_call(command, parsed, parsed.client.code))
        return confirmations.for_command(self._services, opened)

    async def _calls(self, _command: SlashCommand) -> Reply:
        views = await self._services.queries.open_calls()
        return self._message("calls", views=views[:CALLS_SHOWN], total=len(views))

    async def _show(self, command: SlashCommand) -> Reply:
        """Shows a call, by whatever of its number was typed; without one, the person's last calls."""
        if not command.rest.strip():
            views = await self._services.queries.last_calls(command.by)
            return self._message("last_calls", views=views)
        return self._message("call", view=await self._services.queries.whole(command.rest))

    async def _client(self, command: SlashCommand) -> Reply:
        if not command.rest.strip():
            raise ClientNotTyped
        return self._message("client", view=await self._services.queries.client(command.rest))

    async def _search(self, command: SlashCommand) -> Reply:
        return self._message("search", view=await self._services.search.find(command.rest))

    async def _figures(self, command: SlashCommand) -> Reply:
        return await figures.reply(self._services, self._charts, command.rest)

    async def _rota(self, command: SlashCommand) -> Reply:
        return self._message("rota", view=await self._services.rota_queries.view(command.by))

    async def _time(self, command: SlashCommand) -> Reply:
        return self._message("time", view=await self._services.time_queries.own(command.rest, command.by))

    async def _statement(self, command: SlashCommand) -> Reply:
        view = await self._services.statement_queries.for_reader(command.rest, command.by)
        return self._message("statement", view=view)

    async def _unknown(self, command: SlashCommand) -> Reply:
        """Offers to run what was probably meant, with the words that were typed."""
        parsed = await self._services.opening.parse_command(command.text)
        nearest = self._nearest(command.word)
        about_a_client = parsed.client or parsed.phone or (parsed.candidates and nearest is None)
        suggestion: Suggestion | None = None
        if about_a_client or (nearest is None and command.rest):
            suggestion = Suggestion(f"appel {command.text}", opens=True, client=parsed.client)
        elif nearest:
            suggestion = Suggestion(f"{nearest} {command.rest}".strip())
        return self._message("unknown", typed=command.text, suggestion=suggestion)

    def _nearest(self, word: str) -> str | None:
        words = [known for known in self._words if known]
        near = similar(word, words)
        return words[near[0]] if near else None

    def _message(self, name: str, **values: object) -> Reply:
        return Reply(message=self._services.renderer.message(name, **values))


def _open_call(command: SlashCommand, parsed: ParsedCommand, code: str) -> OpenCall:
    return OpenCall(
        origin=command.origin,
        by=command.by,
        choice=ClientChoice(code=code),
        request=parsed.request,
        contact=parsed.contact,
        phone=parsed.phone,
    )
