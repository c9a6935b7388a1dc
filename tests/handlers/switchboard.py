"""A Bolt application on the simulator of which every listener does what the test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.renderer import Renderer, SlackView
from handlers.error_boundary import Action
from handlers.listeners import Listeners
from handlers.replies import NOTHING, Reply, SlackContext
from simulator import Message, Simulator

SUPPORT, ALICE = "C0SUPPORT", "U0ALICE"
PRESS, ASK = "Presser", "Demander"


async def nothing(_body: Mapping[str, Any]) -> Reply:
    return NOTHING


async def named(text: str) -> str:
    """As the reading desk would name whom a text mentions."""
    return text.replace("<@U0ALICE>", "@Alice")


class Switchboard:
    """`act` is what is done for whoever acts, `hear` for an event.

    `bodies` are those that `act` was given; `followed` counts what came after it.
    """

    def __init__(self, simulator: Simulator, patience: float) -> None:
        self.simulator = simulator
        self.act: Action = nothing
        self.parse: Action = nothing
        self.bodies: list[Mapping[str, Any]] = []
        self.followed = 0
        self.client = AsyncWebClient(simulator.bot_token, simulator.api_url)
        self.app = _bolt(simulator, self.client)
        self.listeners = listeners = Listeners(Renderer(), named, patience, acted=self._followed)
        self.app.command("/lina")(**listeners.command(self._act))
        self.app.action("press")(**listeners.button(self._act))
        self.app.action("ask")(**listeners.opening("button", self._act))
        self.app.view("form")(**listeners.form(self._act))
        self.app.view("bare")(**listeners.form(self._act))
        self.app.global_shortcut("new_call")(**listeners.shortcut(self._act))
        self.app.message_shortcut("open_call")(**listeners.opening("shortcut", self._act))
        self.app.event("message")(**listeners.event(self._heard))

    async def _act(self, body: Mapping[str, Any]) -> Reply:
        self.bodies.append(body)
        return await self.act(body)

    async def _heard(self, body: Mapping[str, Any]) -> None:
        await self.parse(body)

    async def _followed(self, _line: SlackContext) -> None:
        self.followed += 1

    async def message(self) -> Message:
        """A message with a button for each kind of listener."""
        buttons = [_button("press", PRESS), _button("ask", ASK)]
        await self.client.chat_postMessage(
            channel=SUPPORT, text="Bonjour", blocks=[{"type": "actions", "elements": buttons}]
        )
        return self.simulator.messages(SUPPORT)[-1]

    async def opens(self, form: SlackView) -> None:
        """Alice has this form before her."""
        self.act = replying(Reply(form=form))
        await self.simulator.person(ALICE).command("/lina")
        await self.simulator.person(ALICE).wait_view(str(form["title"]["text"]))
        self.act = nothing
        self.bodies.clear()
        self.followed = 0

    def words(self) -> list[str]:
        """What only Alice was shown, beside acknowledgements of commands."""
        return [each.words for each in self.simulator.ephemerals(ALICE)]


def replying(reply: Reply) -> Action:
    async def act(_body: Mapping[str, Any]) -> Reply:
        return reply

    return act


def raising(error: Exception) -> Action:
    async def act(_body: Mapping[str, Any]) -> Reply:
        raise error

    return act


class RateLimiter:
    """Something slow that the test lets go on: an act waits, then replies."""

    def __init__(self, reply: Reply = NOTHING, error: Exception | None = None) -> None:
        self.open = asyncio.Event()
        self._reply = reply
        self._error = error

    async def __call__(self, _body: Mapping[str, Any]) -> Reply:
        await self.open.wait()
        if self._error:
            raise self._error
        return self._reply


def form(*, inputs: bool = True) -> SlackView:
    """With the inputs «Demande» and «Téléphone», or with none."""
    fields = [_input("request", "Demande"), _input("phone", "Téléphone")]
    text = {"type": "section", "text": {"type": "plain_text", "text": "Bonjour"}}
    return {
        "type": "modal",
        "callback_id": "form" if inputs else "bare",
        "title": {"type": "plain_text", "text": "Essai"},
        "submit": {"type": "plain_text", "text": "Envoyer"},
        "blocks": fields if inputs else [text],
    }


@asynccontextmanager
async def connected(board: Switchboard) -> AsyncIterator[Switchboard]:
    socket = AsyncSocketModeHandler(board.app, board.simulator.app_token, web_client=board.client)
    await socket.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
    try:
        yield board
    finally:
        await socket.close_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped


def _bolt(simulator: Simulator, client: AsyncWebClient) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=simulator.workspace.team_id,
            bot_token=client.token,
            bot_id="B0LINA",
            bot_user_id="U0LINA",
        )

    untold = AsyncWebClient(base_url=simulator.api_url)
    return AsyncApp(client=untold, authorize=authorize, process_before_response=True)


def _button(action: str, label: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action, "value": "2026-0001", "text": text}


def _input(field: str, label: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": field}
    name = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": field, "label": name, "element": element, "optional": True}
