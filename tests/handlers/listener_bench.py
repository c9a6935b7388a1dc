"""A Bolt application on the simulator whose listeners run the handler that a test gives."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.renderer import Renderer, SlackView
from handlers.error_boundary import Handler
from handlers.listeners import Listeners
from handlers.replies import NOTHING, Reply, SlackContext
from simulator import Message, Simulator

SUPPORT, ALICE = "C0SUPPORT", "U0ALICE"
PRESS, ASK = "Presser", "Demander"


async def nothing(_body: Mapping[str, Any]) -> Reply:
    return NOTHING


async def named(text: str) -> str:
    """Names the people whom a text mentions, as `QueryService.readable` does."""
    return text.replace("<@U0ALICE>", "@Alice")


class ListenerBench:
    """A Bolt application with a listener of each kind, all of which run the test's own handler.

    Attributes:
        handler: run for whatever a person does.
        event_handler: run for an event.
        bodies: the payloads that `handler` was given.
        followed: how often `after_action` was run.
    """

    def __init__(self, simulator: Simulator, ack_timeout: float) -> None:
        self.simulator = simulator
        self.handler: Handler = nothing
        self.event_handler: Handler = nothing
        self.bodies: list[Mapping[str, Any]] = []
        self.followed = 0
        self.client = AsyncWebClient(simulator.bot_token, simulator.api_url)
        self.app = _bolt(simulator, self.client)
        self.listeners = listeners = Listeners(Renderer(), named, ack_timeout, after_action=self._followed)
        self.app.command("/lina")(listeners.command(self._run))
        self.app.action("press")(listeners.button(self._run))
        self.app.action("ask")(listeners.form_opener("button", self._run))
        self.app.view("form")(listeners.submission(self._run))
        self.app.view("bare")(listeners.submission(self._run))
        self.app.global_shortcut("new_call")(listeners.shortcut(self._run))
        self.app.message_shortcut("open_call")(listeners.form_opener("shortcut", self._run))
        self.app.event("message")(listeners.event(self._on_event))

    async def _run(self, body: Mapping[str, Any]) -> Reply:
        self.bodies.append(body)
        return await self.handler(body)

    async def _on_event(self, body: Mapping[str, Any]) -> None:
        await self.event_handler(body)

    async def _followed(self, _slack: SlackContext) -> None:
        self.followed += 1

    async def message(self) -> Message:
        """A message with a button for each kind of listener."""
        buttons = [_button("press", PRESS), _button("ask", ASK)]
        await self.client.chat_postMessage(
            channel=SUPPORT, text="Bonjour", blocks=[{"type": "actions", "elements": buttons}]
        )
        return self.simulator.messages(SUPPORT)[-1]

    async def opens(self, form: SlackView) -> None:
        """Opens this form for Alice, and forgets what that took."""
        self.handler = replying(Reply(form=form))
        await self.simulator.person(ALICE).command("/lina")
        await self.simulator.person(ALICE).wait_view(str(form["title"]["text"]))
        self.handler = nothing
        self.bodies.clear()
        self.followed = 0

    def words(self) -> list[str]:
        """What only Alice was shown, beside acknowledgements of commands."""
        return [each.words for each in self.simulator.ephemerals(ALICE)]


def replying(reply: Reply) -> Handler:
    async def handler(_body: Mapping[str, Any]) -> Reply:
        return reply

    return handler


def raising(error: Exception) -> Handler:
    async def handler(_body: Mapping[str, Any]) -> Reply:
        raise error

    return handler


class SlowHandler:
    """A handler that waits for the test to set `open`, then replies or raises."""

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
async def connected(bench: ListenerBench) -> AsyncIterator[ListenerBench]:
    socket = AsyncSocketModeHandler(bench.app, bench.simulator.app_token, web_client=bench.client)
    await socket.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
    try:
        yield bench
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
