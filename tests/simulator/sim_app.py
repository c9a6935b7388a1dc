"""A tiny Bolt application that does a little of everything, by Socket Mode or by HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from tests.simulator.sim_house import client_of, house, section

Json = Mapping[str, Any]

_ANYTHING = re.compile(".*")


class TinyApp:
    """`acknowledgements` are what it answers, by callback or action id; `seen` all bodies that came in."""

    def __init__(self, sim: Simulator) -> None:
        self.seen: list[dict[str, Any]] = []
        self.acknowledgements: dict[str, dict[str, Any]] = {}
        self.opens: dict[str, Any] | None = None
        self.offers: list[dict[str, Any]] = []
        self.home: dict[str, Any] = {"type": "home", "blocks": [section("Chez vous")]}
        self.delay = 0.0
        self.bolt = AsyncApp(client=client_of(sim), signing_secret=sim.signing_secret)
        self._listen()

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """What came in of one type: block_actions, view_submission, message…"""
        return [
            each.get("event", each) for each in self.seen if kind in (each.get("type"), _event_type(each))
        ]

    async def _answer(self, ack: AsyncAck, body: dict[str, Any], name: str) -> None:
        self.seen.append(body)
        await asyncio.sleep(self.delay)
        await ack(**self.acknowledgements.get(name, {}))

    def _listen(self) -> None:
        for name in ("/lina", "/plain"):
            self.bolt.command(name)(self._command)
        self.bolt.action({"action_id": _ANYTHING})(self._action)
        for kind in ("view_submission", "view_closed"):
            self.bolt.view({"type": kind, "callback_id": "form"})(self._view)
        for name in ("everywhere", "on_message"):
            self.bolt.shortcut(name)(self._shortcut)
        self.bolt.options({"action_id": _ANYTHING})(self._options)
        for name in ("message", "app_home_opened", "user_change", "team_join", "member_joined_channel"):
            self.bolt.event(name)(self._event)
        self.bolt.event("subteam_members_changed")(self._event)

    async def _command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await self._answer(ack, body, body["command"])
        await self._open(body, client)

    async def _action(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        name = body["actions"][0]["action_id"]
        await self._answer(ack, body, name)
        if name == "answer":
            await respond(**self.acknowledgements["respond"])
        await self._open(body, client)

    async def _view(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, body["type"])

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await self._answer(ack, body, body["callback_id"])
        await self._open(body, client)

    async def _options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.seen.append(body)
        offered = [each for each in self.offers if body["value"].lower() in each["value"]]
        await ack(**self.acknowledgements.get("options", {"options": offered}))

    async def _event(self, body: dict[str, Any], client: AsyncWebClient) -> None:
        self.seen.append(body)
        await asyncio.sleep(self.delay)
        if body["event"]["type"] == "app_home_opened":
            await client.views_publish(user_id=body["event"]["user"], view=self.home)

    async def _open(self, body: Json, client: AsyncWebClient) -> None:
        if self.opens is not None:
            await client.views_open(trigger_id=body["trigger_id"], view=self.opens)


def _event_type(body: Json) -> str | None:
    return body["event"]["type"] if "event" in body else None


@asynccontextmanager
async def by_socket(sim: Simulator) -> AsyncIterator[TinyApp]:
    app = TinyApp(sim)
    handler = AsyncSocketModeHandler(app.bolt, sim.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it so
    await sim.until(lambda: sim.connections)
    try:
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt left it so


@asynccontextmanager
async def by_http(sim: Simulator) -> AsyncIterator[TinyApp]:
    app = TinyApp(sim)
    runner = web.AppRunner(app.bolt.web_app(path="/slack/events"), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sim.http_app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield app
    finally:
        sim.http_app_url = None
        await runner.cleanup()


@asynccontextmanager
async def furnished(**options: Any) -> AsyncIterator[tuple[Simulator, TinyApp]]:
    """The house with the app in it, by Socket Mode."""
    async with house(**options) as sim, by_socket(sim) as app:
        yield sim, app
