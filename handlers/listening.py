"""Wraps every listener: decode, act, acknowledge what is durable, explain, and only then speak to Slack.

Nothing escapes to Bolt: a listener that raises after its acknowledgement can turn it into a 404.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.refusals import Refusal
from bot.rendering.renderer import Message, Renderer
from bot.rendering.text import unescape
from handlers.replies import NOTHING, Line, Reply
from handlers.surfaces import Button, Command, Form, Shortcut, Surface

log = structlog.get_logger(__name__)

PATIENCE = 2.5
"""Seconds for the store to write before the person is told to wait; Slack gives three in all."""

Body = Mapping[str, Any]
Listener = dict[str, Any]
Act = Callable[[Body], Awaitable[Reply]]
Order = Callable[[Line], Awaitable[None]]


class Listening:
    """Makes Bolt's `ack`/`lazy` pairs: `app.command("/lina")(**listening.command(act))`."""

    def __init__(self, renderer: Renderer, patience: float = PATIENCE) -> None:
        self._renderer = renderer
        self._patience = patience
        # Bolt copies the context for the lazy function: only a ticket survives that.
        self._orders: dict[str, Order] = {}

    def command(self, act: Act) -> Listener:
        return self._pair(Command(self._renderer), act)

    def button(self, act: Act) -> Listener:
        return self._pair(Button(), act)

    def form(self, act: Act) -> Listener:
        return self._pair(Form(self._renderer), act)

    def shortcut(self, act: Act) -> Listener:
        return self._pair(Shortcut(self._renderer), act)

    def event(self, act: Callable[[Body], Awaitable[None]]) -> Listener:
        """Events have nobody to answer to."""

        async def listened(body: Body) -> Reply:
            await act(body)
            return NOTHING

        return self._pair(Button(), listened)

    def opening(self, surface: str, make: Act) -> Listener:
        """A form that is opened after the acknowledgement, so that gathering what it shows costs no second of it."""

        async def ordered(_body: Body) -> Reply:
            async def later(line: Line) -> None:
                reply = await self._outcome(make, line.body)
                await made.follow(line, reply)

            return Reply(later=later)

        made: Surface = Shortcut(self._renderer) if surface == "shortcut" else Button()
        return self._pair(made, ordered)

    def _pair(self, surface: Surface, act: Act) -> Listener:
        async def acknowledge(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            outcome = asyncio.create_task(self._outcome(act, body))
            done, _ = await asyncio.wait({outcome}, timeout=self._patience)
            if done:
                reply = outcome.result()
                self._leave(context, _follower(surface, reply))
                await ack(**surface.acknowledge(reply))
            else:
                self._leave(context, _late_follower(surface, outcome))
                await ack(**surface.waiting())

        async def follow(body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
            order = self._orders.pop(str(context.get("order")), None)
            if order is None:
                return
            try:
                await order(Line(body, client, context))
            except Exception:
                log.exception("could not speak to Slack after the acknowledgement")

        return {"ack": acknowledge, "lazy": [follow]}

    def _leave(self, context: AsyncBoltContext, order: Order) -> None:
        ticket = secrets.token_hex(8)
        self._orders[ticket] = order
        context["order"] = ticket

    async def _outcome(self, act: Act, body: Body) -> Reply:
        try:
            return await act(body)
        except Refusal as refusal:
            return self._refused(refusal)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("listener failed", reference=reference)
            return Reply(message=self._renderer.message("sorry", reference=reference))

    def _refused(self, refusal: Refusal) -> Reply:
        sentence = self._renderer.refusal(refusal)
        log.info("refused", refusal=type(refusal).__name__, exc_info=refusal if refusal.__cause__ else None)
        if refusal.field:
            return Reply(errors={refusal.field: unescape(sentence)}, message=_words(self._renderer, sentence))
        return Reply(message=_words(self._renderer, sentence))


def _words(renderer: Renderer, sentence: str) -> Message:
    return renderer.message("text", words=sentence)


def _follower(surface: Surface, reply: Reply) -> Order:
    async def order(line: Line) -> None:
        await surface.follow(line, reply)
        if reply.later:
            await reply.later(line)

    return order


def _late_follower(surface: Surface, outcome: asyncio.Task[Reply]) -> Order:
    async def order(line: Line) -> None:
        reply = await outcome
        await surface.follow_late(line, reply)
        if reply.later:
            await reply.later(line)

    return order
